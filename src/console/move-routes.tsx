import { Hono } from 'hono';
import { rescheduleBooking } from '../agenda/bookings/reschedule-booking.ts';
import { statusAfter } from '../agenda/bookings/rules/life.ts';
import type { DeskBooking } from '../agenda/desk/contract.ts';
import { readDeskBooking } from '../agenda/desk/note-booking.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { localDateOf, parseInstant } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { bySlug, type Desk, type Form, openDesk, perform, sendDesk, zoneAt } from './desk.tsx';
import { bookingPath, type DeskQuery, deskPath } from './links.ts';
import { MovePage } from './pages/move.tsx';
import { offeredTo, startOf, type Wanted, wantedOf } from './wanted.ts';

export const movePages = new Hono<HonoEnv>();

movePages.get(deskPath('turno/:id/mover'), showMove);
movePages.post(deskPath('turno/:id/mover'), move);

interface Moving {
  readonly booking: DeskBooking;
  readonly wanted: Wanted;
}

/** As booked, but for what the link changes; undefined when it cannot be moved any more. */
async function movingOf(c: HonoContext, desk: Desk, query: DeskQuery): Promise<Moving | undefined> {
  const { ctx, catalog } = desk;
  const booking = await perform(ctx, readDeskBooking, { id: c.req.param('id') });
  const startsAt = parseInstant(booking.startsAt) ?? 0;
  const wanted = wantedOf(desk, {
    servicio: catalog.serviceById.get(booking.serviceId)?.slug,
    profesional: query.profesional ?? catalog.providerById.get(booking.providerId)?.slug,
    sucursal: query.sucursal ?? catalog.locationById.get(booking.locationId)?.slug,
    dia: query.dia ?? localDateOf(startsAt, zoneAt(desk, booking.locationId)),
  });
  if (wanted === undefined || statusAfter(booking.status, 'move') === undefined) return undefined;
  return { booking, wanted };
}

async function showMove(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const moving = await movingOf(c, desk, desk.query);
  if (moving === undefined) return c.redirect(bookingPath(c.req.param('id') ?? ''), 303);
  return await showForm(c, desk, { ...moving, form: new Map() });
}

type Shown = Moving & { readonly form: Form; readonly problem?: AppError };

async function showForm(c: HonoContext, desk: Desk, shown: Shown): Promise<Response> {
  const slots = await offeredTo(desk, shown.wanted);
  const html = <MovePage desk={desk} slots={slots} {...shown} />;
  return sendDesk(c, desk.view, { html, status: shown.problem === undefined ? 200 : 409 });
}

async function move(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  const [profesional, sucursal, dia] = form.get('alternativa')?.split(' ') ?? [];
  const query = dia === undefined ? (Object.fromEntries(form) as DeskQuery) : { profesional, sucursal, dia };
  const moving = await movingOf(c, desk, query);
  const id = c.req.param('id') ?? '';
  if (moving === undefined) return c.redirect(bookingPath(id), 303);
  try {
    await perform(desk.ctx, rescheduleBooking, { id, by: 'shop', ...inputOf(desk, form, moving) });
    return c.redirect(bookingPath(id, { listo: 'movido' }), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    return await showForm(c, desk, { ...moving, form, problem });
  }
}

/** Whoever had it keeps it, with those who serve with them, unless somebody else is named. */
function inputOf({ catalog }: Desk, form: Form, { booking, wanted }: Moving) {
  const [, , , instead] = form.get('alternativa')?.split(' ') ?? [];
  const over = bySlug(catalog.providers, form.get('sobreturno'));
  const providerId = over?.id ?? wanted.provider?.id;
  return {
    startsAt: instead ?? startOf(form, wanted.date, wanted.location.timeZone),
    ...(providerId !== undefined && providerId !== booking.providerId && { providerId }),
    overbook: over !== undefined,
  };
}
