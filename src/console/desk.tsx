import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import { actOnce } from '../http/act-once.ts';
import type { HonoContext } from '../http/hono-env.ts';
import { pageContext } from '../http/request-context.ts';
import { isAllowed, type Scope } from '../kernel/actor.ts';
import { isLocalDate, type LocalDate, localDateOf } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { type Action, act, unpacked } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { digest } from '../platform/secrets.ts';
import { renderPage, sendPage } from '../site/send-page.ts';
import { type View, viewOf } from '../site/view.ts';
import type { DeskQuery } from './links.ts';
import { deskContext } from './session.ts';
import { DESK_SHEET } from './styles.ts';

/** What every page of the agenda needs to be drawn, and to act. */
export interface Desk {
  readonly ctx: Ctx;
  readonly view: View;
  readonly catalog: Catalog;
  readonly query: DeskQuery;
}

export async function openDesk(c: HonoContext): Promise<Desk> {
  const ctx = await deskContext(c);
  const catalog = await recentCatalog(ctx);
  return { ctx, view: await deskView(c), catalog, query: c.req.query() };
}

export async function deskView(c: HonoContext): Promise<View> {
  return await viewOf(c, DESK_SHEET);
}

/** Nobody else's to keep, to find or to be told of. */
const PRIVATE = { 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex' } as const;

export function sendDesk(
  c: HonoContext,
  view: View,
  page: { readonly html: Child; readonly status?: ContentfulStatusCode; readonly frames?: 'shows' },
): Response {
  const { html, status = 200, frames } = page;
  const text = renderPage(html as { toString(): string });
  return sendPage(c, text, {
    styleSource: view.style.source,
    status,
    headers: PRIVATE,
    ...(frames && { frames }),
  });
}

/** Acts, and says in plain words which permission the key would need. */
export async function perform<Input, Output>(
  ctx: Ctx,
  action: Action<Ctx, Input, Output>,
  input: unknown,
): Promise<Output> {
  requirePermission(ctx, action);
  return unpacked(await act(action, ctx, input));
}

/** The same for a form that may be sent twice: `pedido` in it is its key. */
export async function performOnce<Input, Output>(
  c: HonoContext,
  action: Action<Ctx, Input, Output>,
  { form, input }: { readonly form: Form; readonly input: unknown },
): Promise<Output> {
  const ctx = await deskContext(c);
  requirePermission(ctx, action);
  const keyId = ctx.actor.type === 'api-key' ? ctx.actor.keyId : '';
  // Corrected and sent again, a form is another wish: what was refused has left no answer.
  const requestHash = await digest(JSON.stringify(input));
  const key = await digest(`agenda|${keyId}|${action.name}|${form.get('pedido')}|${requestHash}`);
  const who = { actor: ctx.actor, through: 'desk', idempotency: { key, requestHash } } as const;
  return await actOnce(action, () => pageContext(c, who), input);
}

function requirePermission(
  ctx: Ctx,
  { permission, summary }: Pick<Action<Ctx, never, never>, 'permission' | 'summary'>,
) {
  if (isAllowed(ctx.actor, permission)) return;
  throw new AppError(
    'forbidden',
    `A la clave con la que entraste le falta el permiso ${permission}: «${summary}».`,
  );
}

/** Whether a button is worth showing. */
export function may(ctx: Ctx, ...scopes: readonly Scope[]): boolean {
  return scopes.every((scope) => isAllowed(ctx.actor, scope));
}

export type Form = ReadonlyMap<string, string>;

/** What was typed into a field, without the blanks around; undefined when that is nothing. */
export function typed(form: Form, name: string): string | undefined {
  return form.get(name)?.trim() || undefined;
}

export function zoneAt(
  { catalog, ctx }: Pick<Desk, 'catalog' | 'ctx'>,
  locationId: string | undefined,
): string {
  return catalog.locationById.get(locationId ?? '')?.timeZone ?? ctx.tenant.profile.timeZone;
}

/** The date of a link where it has one, else today. */
export function dateOf({ ctx, query }: Pick<Desk, 'ctx' | 'query'>, zone: string): LocalDate {
  const { dia } = query;
  return dia !== undefined && isLocalDate(dia) ? dia : localDateOf(ctx.now, zone);
}

export function bySlug<Row extends { readonly slug: string }>(
  rows: readonly Row[],
  slug: string | undefined,
): Row | undefined {
  return slug === undefined ? undefined : rows.find((row) => row.slug === slug);
}
