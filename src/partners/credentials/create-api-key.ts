import type * as z from 'zod';
import type { Scope } from '../../kernel/actor.ts';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { randomBytes, toBase64Url } from '../../platform/secrets.ts';
import { type ApiKey, createApiKeySchema, type NewApiKey, newApiKeySchema } from './contract.ts';
import { formApiKey } from './rules.ts';
import { type ApiKeyRow, allApiKeys, insertApiKey } from './store.ts';

export const createApiKey = action({
  name: 'api-keys.create',
  summary: 'Crear una clave de API; se muestra una sola vez',
  permission: 'api-keys:write',
  quota: 'api-keys',
  input: createApiKeySchema,
  output: newApiKeySchema,
  problems: [],
  run: runCreateApiKey,
});

async function runCreateApiKey(ctx: Ctx, input: z.output<typeof createApiKeySchema>): Promise<NewApiKey> {
  refuseEscalation(ctx, input.scopes);
  const key = formApiKey(toBase64Url(randomBytes(32)));
  const row: ApiKeyRow = {
    id: ctx.newId('key'),
    name: input.name,
    hash: await ctx.vault.sign('api-key', key),
    hint: key.slice(-4),
    scopes: [...new Set(input.scopes)],
    createdAt: ctx.now,
    revokedAt: null,
  };
  // Never an answer to replay: that would store the key.
  await ctx.db.commit({
    write: [insertApiKey(row)],
    events: [],
    audit: { action: 'api-keys.create', subjectId: row.id, details: { scopes: row.scopes } },
  });
  return { ...presentApiKey(ctx, row), key };
}

/** The key that a new tenant starts with; undefined when it has had one already. */
export async function createFirstApiKey(ctx: Ctx, scopes: readonly Scope[]): Promise<string | undefined> {
  const [keys] = await ctx.db.read([allApiKeys()]);
  if (keys.length > 0) return undefined;
  const { key } = await runCreateApiKey(ctx, { name: 'Primera clave', scopes: [...scopes] });
  return key;
}

/** A key can pass on what it may do itself, no more. */
function refuseEscalation(ctx: Ctx, scopes: readonly string[]): void {
  const { actor } = ctx;
  if (actor.type !== 'api-key') return;
  const own = new Set<string>(actor.scopes);
  const beyond = scopes.filter((scope) => !own.has(scope));
  if (beyond.length > 0) {
    throw new AppError('forbidden', `La clave que usás no puede otorgar: ${beyond.join(', ')}.`);
  }
}

export function presentApiKey(ctx: Ctx, row: ApiKeyRow): ApiKey {
  const zone = ctx.tenant.profile.timeZone;
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    scopes: [...row.scopes],
    createdAt: formatInstant(row.createdAt, zone),
    revokedAt: row.revokedAt === null ? null : formatInstant(row.revokedAt, zone),
  };
}
