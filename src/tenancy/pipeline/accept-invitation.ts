import { SCOPES } from '../../kernel/actor.ts';
import { createApiKey } from '../../partners/credentials/create-api-key.ts';
import { act, unpacked } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database-client.ts';
import { digest, isSame } from '../../platform/secrets.ts';
import { acceptInvitationRow, invitationOf } from './store.ts';

/** Whether the token is this tenant's invitation and still good. Another tenant's is as unknown as a made-up one. */
export async function isGoodInvitation(registry: Database, ctx: Ctx, token: string): Promise<boolean> {
  const [[row]] = await registry.read([invitationOf(ctx.tenant.id)]);
  if (row === undefined || row.acceptedAt !== null || row.expiresAt <= ctx.now) return false;
  return isSame(row.tokenHash, await digest(token));
}

/**
 * The owner's key, for the first who brings the token; undefined for everybody after. Spent before the key is made:
 * a token never makes two.
 * @param ctx of the platform itself, on the tenant: an owner who has no key yet is nobody
 */
export async function acceptInvitation(
  registry: Database,
  ctx: Ctx,
  token: string,
): Promise<string | undefined> {
  const [result] = await registry.write([acceptInvitationRow(ctx.tenant.id, await digest(token), ctx.now)]);
  if (result?.rowsAffected !== 1) return undefined;
  return unpacked(await act(createApiKey, ctx, { name: 'Dueño', scopes: [...SCOPES] })).key;
}
