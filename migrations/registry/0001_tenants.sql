CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('provisioning', 'live', 'suspended')),
  profile TEXT NOT NULL,
  owner_email TEXT NOT NULL,
  database_hostname TEXT,
  sealed_database_token TEXT,
  schema_version INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (status = 'provisioning' OR (database_hostname IS NOT NULL AND sealed_database_token IS NOT NULL))
) STRICT;

CREATE TABLE hosts (
  host TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  kind TEXT NOT NULL CHECK (kind IN ('platform', 'custom')),
  is_canonical INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hosts_tenant ON hosts (tenant_id);
