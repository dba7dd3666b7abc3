import { digest } from '../../platform/secrets.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type InvitationRow, invitationOf, putInvitation } from './store.ts';

/** Long enough to find the mail again, short enough that a lost one is not a key for good. */
const VALID_MS = 7 * 86_400_000;

/** A way in for the owner, once: one that is still good stays. Answers its id. */
export async function createInvitation(ctx: OperatorCtx, tenantId: string): Promise<string> {
  const [[known]] = await ctx.registry.read([invitationOf(tenantId)]);
  if (known !== undefined && isOpen(known, ctx.now)) return known.id;
  const id = ctx.newId('inv');
  const tokenHash = await digest(await tokenOf(ctx, { id, tenantId }));
  await ctx.registry.write([
    putInvitation({
      id,
      tenantId,
      tokenHash,
      expiresAt: ctx.now + VALID_MS,
      acceptedAt: null,
      createdAt: ctx.now,
    }),
  ]);
  return id;
}

type InvitationCtx = Pick<OperatorCtx, 'registry' | 'now' | 'signInvitation'>;

export interface ShownInvitation {
  /** Null: it was used, or its time is over. */
  readonly token: string | null;
  readonly expiresAt: number;
  readonly acceptedAt: number | null;
}

export async function readInvitation(
  ctx: InvitationCtx,
  tenantId: string,
): Promise<ShownInvitation | undefined> {
  const [[row]] = await ctx.registry.read([invitationOf(tenantId)]);
  if (row === undefined) return undefined;
  const token = isOpen(row, ctx.now) ? await tokenOf(ctx, row) : null;
  return { token, expiresAt: row.expiresAt, acceptedAt: row.acceptedAt };
}

/** 32 bytes that only the platform can derive: it is shown again while it is good, and stored nowhere. */
async function tokenOf(
  ctx: InvitationCtx,
  { id, tenantId }: Pick<InvitationRow, 'id' | 'tenantId'>,
): Promise<string> {
  return await ctx.signInvitation(tenantId, id);
}

function isOpen({ acceptedAt, expiresAt }: InvitationRow, now: number): boolean {
  return acceptedAt === null && now < expiresAt;
}
