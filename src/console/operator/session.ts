import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HonoContext } from '../../http/hono-env.ts';
import { digest, isSame, seal, unseal } from '../../platform/secrets.ts';
import { settingsOf } from '../../platform/settings.ts';

const HOURS = 8;
const PLACE = { tenantId: 'platform', table: 'sessions', column: 'operator', rowId: 'console' } as const;

/** Browsers keep `__Host-` cookies for this very host, and only over https: on this machine there is none. */
function cookieOf(c: HonoContext): { readonly name: string; readonly secure: boolean } {
  const secure = new URL(c.req.url).protocol === 'https:';
  return { name: secure ? '__Host-operador' : 'operador', secure };
}

/** Lets this browser act as the operator for eight hours. The cookie says which token it was opened with, not the token. */
export async function openOperatorSession(c: HonoContext, operatorToken: string): Promise<void> {
  const { masterKey } = settingsOf(c.env);
  const { name, secure } = cookieOf(c);
  const until = c.get('now') + HOURS * 3_600_000;
  const sealed = await seal(masterKey, `${until} ${await digest(operatorToken)}`, PLACE);
  setCookie(c, name, sealed, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    maxAge: HOURS * 3_600,
  });
}

export function closeOperatorSession(c: HonoContext): void {
  const { name, secure } = cookieOf(c);
  deleteCookie(c, name, { path: '/', secure });
}

/** False when nobody has entered, that was too long ago, or the platform's token has been changed since. */
export async function hasOperatorSession(c: HonoContext, operatorToken: string): Promise<boolean> {
  const { masterKey } = settingsOf(c.env);
  const sealed = getCookie(c, cookieOf(c).name);
  if (sealed === undefined) return false;
  const opened = await unseal(masterKey, sealed, PLACE).catch(() => '');
  const [until = '0', token = ''] = opened.split(' ');
  return c.get('now') < Number(until) && isSame(token, await digest(operatorToken));
}
