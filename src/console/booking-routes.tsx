import { Hono } from 'hono';
import { cancelBooking } from '../agenda/bookings/cancel-booking.ts';
import { checkInBooking, completeBooking, missBooking, reopenBooking } from '../agenda/desk/change-status.ts';
import { confirmBooking } from '../agenda/desk/confirm-booking.ts';
import { noteBooking, readDeskBooking } from '../agenda/desk/note-booking.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError, type ProblemCode } from '../kernel/problem.ts';
import { formOfVisit } from '../people/intake/read-form.ts';
import { areNotesSealed } from '../people/intake/seal-notes.ts';
import type { Action } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { type Desk, type Form, openDesk, perform, sendDesk, typed } from './desk.tsx';
import { bookingPath, deskPath, isDeskPath } from './links.ts';
import { BookingPage } from './pages/booking.tsx';

export const bookingDeskPages = new Hono<HonoEnv>();

const path = deskPath('turno/:id');
bookingDeskPages.get(path, showBooking);
bookingDeskPages.post(`${path}/llego`, (c) => change(c, checkInBooking));
bookingDeskPages.post(`${path}/termino`, (c) => change(c, completeBooking));
bookingDeskPages.post(`${path}/no-vino`, (c) => change(c, missBooking));
bookingDeskPages.post(`${path}/deshacer`, (c) => change(c, reopenBooking));
bookingDeskPages.post(`${path}/confirmar`, (c) => change(c, confirmBooking));
bookingDeskPages.post(`${path}/cancelar`, (c) => change(c, cancelBooking, cancellation));
bookingDeskPages.post(`${path}/notas`, (c) => change(c, noteBooking, notes));

async function showBooking(c: HonoContext): Promise<Response> {
  return await sendBooking(c, await openDesk(c), undefined);
}

async function sendBooking(c: HonoContext, desk: Desk, problem: AppError | undefined): Promise<Response> {
  const booking = await perform(desk.ctx, readDeskBooking, { id: c.req.param('id') });
  const { questions, consents } = formOfVisit(desk.ctx, desk.catalog, booking);
  const hasIntake = areNotesSealed(desk.ctx) || questions.length + consents.length > 0;
  const html = <BookingPage desk={desk} booking={booking} problem={problem} hasIntake={hasIntake} />;
  return sendDesk(c, desk.view, { html, status: problem === undefined ? 200 : 409 });
}

/** Refusals that the booking's own page explains best: it shows how things stand now. */
const SHOWN: ReadonlySet<ProblemCode> = new Set([
  'booking-closed',
  'too-early',
  'stale-revision',
  'slot-taken',
  'limit-reached',
]);

/** What the desk does with one booking; then back to where it was done. */
async function change<Input, Output>(
  c: HonoContext,
  action: Action<Ctx, Input, Output>,
  more: (form: Form) => object = () => ({}),
): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  const id = c.req.param('id') ?? '';
  try {
    await perform(desk.ctx, action, { id, ...more(form) });
  } catch (error) {
    if (!(error instanceof AppError) || !SHOWN.has(error.code)) throw error;
    return await sendBooking(c, desk, error);
  }
  const next = form.get('volver');
  return c.redirect(isDeskPath(next) ? next : bookingPath(id), 303);
}

function cancellation(form: Form) {
  const reason = typed(form, 'motivo');
  return { by: 'shop', ...(reason !== undefined && { reason }) };
}

function notes(form: Form) {
  return { staffNotes: typed(form, 'notas') ?? null };
}
