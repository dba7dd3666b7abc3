import { and, asc, eq, isNull } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { apiKeys } from './tables.ts';

export type ApiKeyRow = typeof apiKeys.$inferSelect;

export function activeKeyByHash(hash: string) {
  return statements
    .select({ id: apiKeys.id, scopes: apiKeys.scopes })
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt)));
}

export function allApiKeys() {
  return statements.select().from(apiKeys).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id)).limit(200);
}

export function apiKeyById(id: string) {
  return statements.select().from(apiKeys).where(eq(apiKeys.id, id));
}

export function insertApiKey(row: ApiKeyRow) {
  return statements.insert(apiKeys).values(row);
}

export function revokeApiKeyRow(id: string, now: number) {
  return statements.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id));
}
