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

/** Hashes and sealed values open doors, to the tenant's own systems among them: they stay here. */
export function isSecret(column: string): boolean {
  return column === 'hash' || column.startsWith('sealed_');
}
