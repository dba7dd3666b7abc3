import type { Actor } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import { hasApiKeyForm } from './rules.ts';
import { activeKeyByHash } from './store.ts';

/** How long an isolate trusts a key that it has seen: also the longest that a revoked key works. */
const TRUST_MS = 30_000;
const MAX_TRUSTED = 10_000;

type ApiKeyActor = Extract<Actor, { type: 'api-key' }>;

const trusted = new Map<string, { readonly actor: ApiKeyActor; readonly until: number }>();

/** Who bears the key. The hash is keyed by tenant: another tenant's key is as unknown as a made-up one. */
export async function verifyApiKey(ctx: Ctx, key: string): Promise<ApiKeyActor> {
  if (!hasApiKeyForm(key)) throw unknownKey();
  const hash = await ctx.vault.sign('api-key', key);
  const known = trusted.get(hash);
  if (known !== undefined && ctx.now < known.until) return known.actor;
  const [[row]] = await ctx.db.read([activeKeyByHash(hash)]);
  if (row === undefined) {
    trusted.delete(hash);
    throw unknownKey();
  }
  const actor: ApiKeyActor = { type: 'api-key', keyId: row.id, scopes: row.scopes };
  if (trusted.size >= MAX_TRUSTED) trusted.clear();
  trusted.set(hash, { actor, until: ctx.now + TRUST_MS });
  return actor;
}

function unknownKey(): AppError {
  return new AppError('unauthenticated', 'La clave de API no es válida en este dominio.');
}
