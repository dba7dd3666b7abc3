-- What a tenant is on. Those that were there before keep everything that they use.
ALTER TABLE tenants ADD COLUMN plan TEXT NOT NULL DEFAULT 'professional'
  CHECK (plan IN ('starter', 'professional', 'enterprise', 'white_label'));

-- Absolute amounts, never added to: whoever measures again writes the same. month: YYYY-MM.
-- What a tenant that is gone used stays known: no foreign key.
CREATE TABLE usage (
  tenant_id TEXT NOT NULL,
  month TEXT NOT NULL,
  metric TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  measured_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, month, metric)
) STRICT, WITHOUT ROWID;

-- When a tenant was last asked for its usage, and when its own database last answered. problem: why it did not.
CREATE TABLE measurements (
  tenant_id TEXT PRIMARY KEY,
  tried_at INTEGER NOT NULL,
  answered_at INTEGER,
  problem TEXT
) STRICT, WITHOUT ROWID;
