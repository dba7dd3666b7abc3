-- Where a tenant's database is; NULL: in the platform's own group. It is decided when the tenant begins, and stays.
ALTER TABLE tenants ADD COLUMN database_group TEXT;
ALTER TABLE tenants ADD COLUMN database_location TEXT;
