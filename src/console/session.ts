import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HonoContext } from '../http/hono-env.ts';
import { pageContext } from '../http/request-context.ts';
import type { Actor } from '../kernel/actor.ts';
import { AppError } from '../kernel/problem.ts';
import { verifyApiKey } from '../partners/credentials/verify-api-key.ts';
import type { Ctx } from '../platform/context.ts';

const HOURS = 12;
const PLACE = { table: 'sessions', column: 'key', rowId: 'agenda' } as const;

/** Browsers keep `__Host-` cookies for this very host, and only over https: on this machine there is none. */
function nameFor(ctx: Ctx): string {
  return isSecure(ctx) ? '__Host-agenda' : 'agenda';
}

function isSecure({ origin }: Ctx): boolean {
  return origin.startsWith('https:');
}

/** Lets this browser act with the key for twelve hours; the key itself leaves only sealed. */
export async function openSession(c: HonoContext, ctx: Ctx, key: string): Promise<void> {
  const until = ctx.now + HOURS * 3_600_000;
  setCookie(c, nameFor(ctx), await ctx.vault.seal(`${until} ${key}`, PLACE), {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(ctx),
    maxAge: HOURS * 3_600,
  });
}

export function closeSession(c: HonoContext, ctx: Ctx): void {
  deleteCookie(c, nameFor(ctx), { path: '/', secure: isSecure(ctx) });
}

/**
 * The context of whoever has entered. The key is verified with every request: a revoked one ends the session. Throws
 * `unauthenticated` when nobody has entered, or that was too long ago.
 */
export async function deskContext(c: HonoContext): Promise<Ctx> {
  return pageContext(c, { actor: await sessionActor(c), through: 'desk' });
}

async function sessionActor(c: HonoContext): Promise<Actor> {
  const guest = pageContext(c);
  const sealed = getCookie(c, nameFor(guest));
  const opened = sealed === undefined ? undefined : await unsealed(guest, sealed);
  const [until, key] = opened?.split(' ') ?? [];
  if (key === undefined || guest.now >= Number(until))
    throw new AppError('unauthenticated', 'Entrá a la agenda.');
  return await verifyApiKey(guest, key);
}

/** A cookie of another tenant, or one that somebody wrote, opens nothing. */
async function unsealed(ctx: Ctx, sealed: string): Promise<string | undefined> {
  try {
    return await ctx.vault.unseal(sealed, PLACE);
  } catch {
    return undefined;
  }
}
