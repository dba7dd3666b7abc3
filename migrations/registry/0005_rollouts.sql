-- One run that brings every tenant's database to a schema version: canaries first, then everybody, so many at once.

CREATE TABLE rollouts (
  id TEXT PRIMARY KEY,
  target_version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('canary', 'running', 'stopped', 'done')),
  stop_reason TEXT,
  parallel INTEGER NOT NULL CHECK (parallel BETWEEN 1 AND 64),
  stop_failures INTEGER NOT NULL CHECK (stop_failures >= 1),
  stop_percent INTEGER NOT NULL CHECK (stop_percent BETWEEN 0 AND 100),
  lease_ms INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((state = 'stopped') = (stop_reason IS NOT NULL))
) STRICT;
-- The second of two that would run at once finds the first.
CREATE UNIQUE INDEX rollouts_one_open ON rollouts ((state IN ('canary', 'running')))
  WHERE state IN ('canary', 'running');

-- lease_until: whoever took it is thought to be at work until then; afterwards anybody may take it again.
-- A tenant may be gone before its rollout is forgotten: no foreign key.
CREATE TABLE rollout_tenants (
  rollout_id TEXT NOT NULL REFERENCES rollouts (id),
  tenant_id TEXT NOT NULL,
  is_canary INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
  from_version INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  reason TEXT,
  lease_until INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  elapsed_ms INTEGER,
  PRIMARY KEY (rollout_id, tenant_id),
  CHECK ((state = 'failed') = (reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX rollout_tenants_state ON rollout_tenants (rollout_id, state);
