/** The platform's own bookkeeping in a tenant's database: it says nothing about the tenant. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'schema_migrations',
  'idempotency_keys',
  'voided_commits',
  'hold_checks',
  'limit_checks',
  'versions',
]);

export function isExported(table: string): boolean {
  return !BOOKKEEPING.has(table);
}

/** What opens doors, to the tenant's own systems among them, stays here: keys' hashes and whatever is sealed. */
export function isSecret(table: string, column: string): boolean {
  return (table === 'api_keys' && column === 'hash') || column.startsWith('sealed_');
}
