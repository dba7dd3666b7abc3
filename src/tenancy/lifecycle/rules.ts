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

/**
 * What opens doors, to the tenant's own systems among them, stays here: keys' hashes and the secrets that are sealed.
 * Sealed words are the tenant's own data and go with it, opened (`isSealedWords`).
 */
export function isSecret(table: string, column: string): boolean {
  return (table === 'api_keys' && column === 'hash') || column.startsWith('sealed_');
}

/** What customers and the shop wrote, kept as ciphertext: an export is the one place where it is read without a click. */
export function isSealedWords(table: string, column: string): boolean {
  return table === 'sealed_records' && column === 'sealed';
}
