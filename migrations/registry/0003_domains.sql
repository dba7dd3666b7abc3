CREATE TABLE domains (
  host TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  state TEXT NOT NULL CHECK (state IN
    ('requested', 'dns-missing', 'validating', 'certificate', 'active', 'lapsed', 'blocked', 'failed', 'removing')),
  -- Chosen as the one that links use; it is as soon as it serves.
  is_preferred INTEGER NOT NULL DEFAULT 0,
  cloudflare_id TEXT,
  hostname_status TEXT,
  certificate_status TEXT,
  revalidated_at INTEGER,
  proof_token TEXT NOT NULL,
  -- Set by a lapse: pointing here is not enough any more.
  must_prove INTEGER NOT NULL DEFAULT 0,
  missing TEXT NOT NULL DEFAULT '[]',
  delegation TEXT,
  problem TEXT,
  -- Looks in a row that did not find the records of a domain that serves, and looks in a row that got no answer.
  misses INTEGER NOT NULL DEFAULT 0,
  missed_since INTEGER,
  unanswered INTEGER NOT NULL DEFAULT 0,
  state_since INTEGER NOT NULL,
  checked_at INTEGER,
  next_check_at INTEGER NOT NULL,
  verified_at INTEGER,
  -- A custom hostname that is older than this is somebody else's work.
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX domains_tenant ON domains (tenant_id);
CREATE INDEX domains_due ON domains (next_check_at);
CREATE UNIQUE INDEX domains_cloudflare ON domains (cloudflare_id) WHERE cloudflare_id IS NOT NULL;

-- Domains that served before they were looked after: the first look decides whether they go on.
INSERT INTO domains (host, tenant_id, state, is_preferred, proof_token, state_since, next_check_at, created_at)
SELECT host, tenant_id, 'active', is_canonical, lower(hex(randomblob(16))), created_at, 0, 0
FROM hosts WHERE kind = 'custom';
