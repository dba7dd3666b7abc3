import { Hono } from 'hono';
import { cancelBooking } from '../agenda/bookings/cancel-booking.ts';
import type { Booking, ManagedBooking } from '../agenda/bookings/contract.ts';
import { isManageToken } from '../agenda/bookings/manage-link.ts';
import { readBooking } from '../agenda/bookings/read-booking.ts';
import { rescheduleBooking } from '../agenda/bookings/reschedule-booking.ts';
import { readCalendarEvent } from '../agenda/calendars/read-calendar-event.ts';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { localDateOf, parseInstant } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { formOfVisit } from '../people/intake/read-form.ts';
import { act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { type Choice, readChoice } from './choice.ts';
import type { TimesQuery } from './links.ts';
import { BookingPage, type BookingPageProps } from './pages/booking.tsx';
import { CancelPage } from './pages/cancel.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { showTimes, takenNotice } from './show-times.tsx';
import { viewOf } from './view.ts';

export const PRIVATE = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' } as const;
const DONE = ['reservado', 'movido'] as const;

export const managePages = new Hono<HonoEnv>();

managePages.get('/turno/:id/:token', showBooking);
managePages.get('/turno/:id/:token/turno.ics', downloadEvent);
managePages.get('/turno/:id/:token/mover', showMove);
managePages.post('/turno/:id/:token/mover', move);
managePages.get('/turno/:id/:token/cancelar', showCancel);
managePages.post('/turno/:id/:token/cancelar', cancel);

export interface Managed {
  readonly ctx: Ctx;
  readonly id: string;
  readonly path: string;
}

/** Opens the one booking that the link is for; to a wrong token no booking exists. */
export async function manage(c: HonoContext): Promise<Managed> {
  const { id = '', token = '' } = c.req.param() as { id?: string; token?: string };
  if (!(await isManageToken(pageContext(c), id, token)))
    throw new AppError('not-found', 'No existe ese turno.');
  return {
    ctx: pageContext(c, { actor: { type: 'manage-link', bookingId: id } }),
    id,
    path: `/turno/${id}/${token}`,
  };
}

async function propsOf(c: HonoContext, { ctx, id, path }: Managed): Promise<BookingPageProps> {
  const booking = (await act(readBooking, ctx, { id })) as ManagedBooking;
  const catalog = await recentCatalog(ctx);
  const { questions, consents } = formOfVisit(ctx, catalog, booking);
  const isAsked = questions.length + consents.length > 0;
  return { view: await viewOf(c), catalog, booking, now: ctx.now, path, isAsked };
}

async function showBooking(c: HonoContext): Promise<Response> {
  const props = await propsOf(c, await manage(c));
  const done = DONE.find((one) => one === c.req.query('listo'));
  const html = renderPage(<BookingPage {...props} done={done} />);
  return sendPage(c, html, { styleSource: props.view.style.source, headers: PRIVATE });
}

async function downloadEvent(c: HonoContext): Promise<Response> {
  const { ctx, id } = await manage(c);
  const { fileText } = (await act(readCalendarEvent, ctx, { id })) as { fileText: string };
  return c.body(fileText, 200, {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'attachment; filename="turno.ics"',
    'cache-control': 'no-store',
    ...PRIVATE,
  });
}

async function showCancel(c: HonoContext): Promise<Response> {
  const props = await propsOf(c, await manage(c));
  if (!isChangeable(props)) return c.redirect(props.path, 303);
  return sendPage(c, renderPage(<CancelPage {...props} />), {
    styleSource: props.view.style.source,
    headers: PRIVATE,
  });
}

function isChangeable({ booking, catalog }: BookingPageProps): boolean {
  return catalog.serviceById.has(booking.serviceId) && booking.change.isAllowed;
}

async function cancel(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await manage(c);
  await limitWrites(c, ctx.actor);
  await unlessClosed(() => act(cancelBooking, ctx, { id }));
  return c.redirect(path, 303);
}

/** Past its deadline or already cancelled, the booking's page itself says what can be done. */
async function unlessClosed(change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    const isClosed =
      error instanceof AppError && (error.code === 'deadline-passed' || error.code === 'booking-closed');
    if (!isClosed) throw error;
  }
}

async function showMove(c: HonoContext): Promise<Response> {
  const managed = await manage(c);
  const props = await propsOf(c, managed);
  if (!isChangeable(props)) return c.redirect(managed.path, 303);
  return await showTimes(
    c,
    managed.ctx,
    movePage(props, choiceToMove(props.catalog, props.booking, c.req.query())),
  );
}

function movePage({ view, path, booking }: BookingPageProps, choice: Choice) {
  return {
    choice,
    movingBookingId: booking.id,
    path: `${path}/mover`,
    title: view.words.move,
    back: { href: path, text: view.words.yourAppointment },
    headers: PRIVATE,
  };
}

/** As booked, but for what the link changes. */
function choiceToMove(catalog: Catalog, booking: Booking, query: TimesQuery): Choice {
  const location = catalog.locationById.get(booking.locationId);
  return readChoice(catalog, {
    servicio: catalog.serviceById.get(booking.serviceId)?.slug,
    sucursal: query.sucursal ?? location?.slug,
    profesional: query.profesional ?? catalog.providerById.get(booking.providerId)?.slug,
    dia: query.dia ?? localDateOf(parseInstant(booking.startsAt) ?? 0, location?.timeZone ?? 'UTC'),
  });
}

async function move(c: HonoContext): Promise<Response> {
  const managed = await manage(c);
  const { ctx, id, path } = managed;
  await limitWrites(c, ctx.actor);
  const form = await readForm(c.req.raw);
  const catalog = await recentCatalog(ctx);
  const [startsAt = '', slug] = (form.get('hora') ?? '').split(' ');
  const provider = catalog.providers.find((one) => one.slug === slug);
  if (parseInstant(startsAt) === undefined) return c.redirect(`${path}/mover`, 303);
  try {
    await unlessClosed(() =>
      act(rescheduleBooking, ctx, { id, startsAt, ...(provider && { providerId: provider.id }) }),
    );
    return c.redirect(`${path}?listo=movido`, 303);
  } catch (error) {
    const notice = takenNotice(error, { catalog, ctx, action: `${path}/mover` });
    if (notice === undefined) throw error;
    const props = await propsOf(c, managed);
    const choice = choiceToMove(catalog, props.booking, Object.fromEntries(form) as TimesQuery);
    return await showTimes(c, ctx, { ...movePage(props, choice), notice, status: 409 });
  }
}
