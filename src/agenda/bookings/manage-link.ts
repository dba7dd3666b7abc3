import type { Ctx } from '../../platform/context.ts';
import { isSame } from '../../platform/secrets.ts';

/** 132 bits of an HMAC: nothing is stored, and one changed character makes it another booking's or nobody's. */
const TOKEN_LENGTH = 22;

type Signer = Pick<Ctx, 'vault'>;

/** What lets its bearer read, move and cancel one booking without an account. */
export async function manageToken(ctx: Signer, bookingId: string): Promise<string> {
  return (await ctx.vault.sign('manage-link', bookingId)).slice(0, TOKEN_LENGTH);
}

export async function isManageToken(ctx: Signer, bookingId: string, token: string): Promise<boolean> {
  return isSame(await manageToken(ctx, bookingId), token);
}
