import { Hono } from 'hono';
import type { ManagedBooking } from '../agenda/bookings/contract.ts';
import { isManageToken } from '../agenda/bookings/manage-link.ts';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import { acceptOffer } from '../agenda/waitlist/accept-offer.ts';
import type { ManagedEntry } from '../agenda/waitlist/contract.ts';
import { declineOffer, leaveWaitlist } from '../agenda/waitlist/decline-offer.ts';
import { joinWaitlist } from '../agenda/waitlist/join-waitlist.ts';
import { readEntry } from '../agenda/waitlist/read-entry.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { addDays, localDateOf } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { digest } from '../platform/secrets.ts';
import { Replay } from '../platform/tenant-db.ts';
import { readChoice } from './choice.ts';
import { type FormErrors, NO_ERRORS, waitErrors } from './form-errors.ts';
import { type TimesQuery, timesPath, WAIT_PATH } from './links.ts';
import { JoinWaitPage } from './pages/join-wait.tsx';
import { WaitEntryPage } from './pages/wait-entry.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { viewOf } from './view.ts';

const PRIVATE = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' } as const;
const DAYS_OFFERED = 13;
/** Sent again within so long, the same form is the same wish. */
const SAME_WISH_MS = 600_000;

const HOURS: Readonly<Record<string, { from: string; to: string }>> = {
  maniana: { from: '00:00', to: '12:00' },
  tarde: { from: '12:00', to: '18:00' },
  noche: { from: '18:00', to: '24:00' },
};

export const waitPages = new Hono<HonoEnv>();

waitPages.get(WAIT_PATH, showJoin);
waitPages.post(WAIT_PATH, join);
waitPages.get('/espera/:id/:token', showEntry);
waitPages.post('/espera/:id/:token/aceptar', accept);
waitPages.post('/espera/:id/:token/pasar', decline);
waitPages.post('/espera/:id/:token/salir', leave);

async function showJoin(c: HonoContext): Promise<Response> {
  const ctx = pageContext(c);
  const { dia, ...query }: TimesQuery = c.req.query();
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  const from = dia !== undefined && dia >= today ? dia : today;
  const typed = new Map([
    ['desde', from],
    ['hasta', addDays(from, DAYS_OFFERED)],
  ]);
  return await joinForm(c, ctx, { query, typed, errors: NO_ERRORS });
}

interface JoinForm {
  readonly query: TimesQuery;
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
}

async function joinForm(c: HonoContext, ctx: Ctx, { query, typed, errors }: JoinForm): Promise<Response> {
  const choice = readChoice(await recentCatalog(ctx), query);
  if (choice.location === undefined) return c.redirect(timesPath({ servicio: choice.service.slug }), 303);
  const view = await viewOf(c);
  const placed = { ...choice, location: choice.location };
  const html = renderPage(<JoinWaitPage view={view} choice={placed} typed={typed} errors={errors} />);
  const status = errors.size > 0 ? 422 : 200;
  return sendPage(c, html, { styleSource: view.style.source, status, headers: PRIVATE });
}

async function join(c: HonoContext): Promise<Response> {
  const guest = pageContext(c);
  await limitWrites(c, guest.actor);
  const typed = await readForm(c.req.raw);
  const query = Object.fromEntries(typed) as TimesQuery;
  const input = inputOf(readChoice(await recentCatalog(guest), query), typed);
  const minute = Math.floor(guest.now / SAME_WISH_MS);
  const text = JSON.stringify(input);
  const key = await digest(`espera|${minute}|${text}`);
  const ctx = pageContext(c, { idempotency: { key, requestHash: await digest(text) } });
  try {
    const entry = (await act(joinWaitlist, ctx, input)) as ManagedEntry;
    return c.redirect(new URL(entry.manageUrl).pathname, 303);
  } catch (error) {
    if (error instanceof Replay) {
      const entry = JSON.parse(error.answer) as ManagedEntry;
      return c.redirect(new URL(entry.manageUrl).pathname, 303);
    }
    const errors = error instanceof AppError ? waitErrors(error, typed) : NO_ERRORS;
    if (errors.size === 0) throw error;
    return await joinForm(c, guest, { query, typed, errors });
  }
}

function inputOf(
  { service, location, provider }: ReturnType<typeof readChoice>,
  typed: ReadonlyMap<string, string>,
) {
  const text = (name: string) => typed.get(name)?.trim() || undefined;
  const hours = HOURS[typed.get('franja') ?? ''];
  return {
    serviceId: service.id,
    ...(location && { locationId: location.id }),
    ...(provider && { providerId: provider.id }),
    from: text('desde') ?? '',
    to: text('hasta') ?? '',
    ...(hours && { hours }),
    customer: {
      name: text('nombre') ?? '',
      ...(text('email') && { email: text('email') }),
      ...(text('telefono') && { phone: text('telefono') }),
    },
  };
}

interface Waiting {
  readonly ctx: Ctx;
  readonly id: string;
  readonly path: string;
}

/** Opens the one place in the line that the link is for. */
async function opened(c: HonoContext): Promise<Waiting> {
  const { id = '', token = '' } = c.req.param() as { id?: string; token?: string };
  if (!(await isManageToken(pageContext(c), id, token)))
    throw new AppError('not-found', 'No existe ese lugar en la lista de espera.');
  return {
    ctx: pageContext(c, { actor: { type: 'manage-link', bookingId: id } }),
    id,
    path: `/espera/${id}/${token}`,
  };
}

async function showEntry(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await opened(c);
  const entry = (await act(readEntry, ctx, { id })) as ManagedEntry;
  const view = await viewOf(c);
  const catalog = await recentCatalog(ctx);
  const html = renderPage(<WaitEntryPage view={view} catalog={catalog} entry={entry} path={path} />);
  return sendPage(c, html, { styleSource: view.style.source, headers: PRIVATE });
}

async function accept(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await opened(c);
  await limitWrites(c, ctx.actor);
  const booking = await unlessGone(() => act(acceptOffer, ctx, { id }));
  if (booking === undefined) return c.redirect(path, 303);
  return c.redirect(`${new URL((booking as ManagedBooking).manageUrl).pathname}?listo=reservado`, 303);
}

async function decline(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await opened(c);
  await limitWrites(c, ctx.actor);
  await unlessGone(() => act(declineOffer, ctx, { id }));
  return c.redirect(path, 303);
}

async function leave(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await opened(c);
  await limitWrites(c, ctx.actor);
  await unlessGone(() => act(leaveWaitlist, ctx, { id }));
  return c.redirect(path, 303);
}

/** An offer that is not there any more: the page itself says how things stand now. */
async function unlessGone<Output>(work: () => Promise<Output>): Promise<Output | undefined> {
  try {
    return await work();
  } catch (error) {
    const isGone = error instanceof AppError && (error.code === 'offer-gone' || error.code === 'slot-taken');
    if (!isGone) throw error;
    return undefined;
  }
}
