import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Hold } from '../agenda/holds/contract.ts';
import { readHold } from '../agenda/holds/read-hold.ts';
import type { HonoContext } from '../http/hono-env.ts';
import { parseInstant } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';

const NAME = 'reserva';

/** Remembers the time that this browser holds, so that going back does not meet its own hold as a rival. */
export function rememberHold(c: HonoContext, ctx: Ctx, hold: Hold): void {
  const maxAge = Math.max(1, Math.ceil(((parseInstant(hold.expiresAt) ?? ctx.now) - ctx.now) / 1000));
  setCookie(c, NAME, hold.id, {
    path: '/reservar',
    httpOnly: true,
    sameSite: 'Lax',
    secure: ctx.origin.startsWith('https:'),
    maxAge,
  });
}

export function forgetHold(c: HonoContext): void {
  deleteCookie(c, NAME, { path: '/reservar' });
}

/** The hold of this browser while it lasts. Asks the database only when there is a cookie. */
export async function heldTime(c: HonoContext, ctx: Ctx): Promise<Hold | undefined> {
  const id = getCookie(c, NAME);
  if (id === undefined || !/^hld_[0-9a-z]{26}$/.test(id)) return undefined;
  try {
    const hold = (await act(readHold, ctx, { id })) as Hold;
    return (parseInstant(hold.expiresAt) ?? 0) > ctx.now ? hold : undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'hold-expired') return undefined;
    throw error;
  }
}
