import { Hono } from 'hono';
import { readDeskBooking } from '../agenda/desk/note-booking.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError } from '../kernel/problem.ts';
import type { IntakeState } from '../people/intake/contract.ts';
import { cancelConsent, deleteAnswers } from '../people/intake/delete-answers.ts';
import { readIntake, readIntakeState } from '../people/intake/read-intake.ts';
import { recordAnswers } from '../people/intake/record-answers.ts';
import { type FormErrors, NO_ERRORS } from '../site/form-errors.ts';
import { givenIn, intakeErrors } from '../site/intake-form.ts';
import { type Desk, type Form, may, openDesk, perform, sendDesk } from './desk.tsx';
import { bookingPath, deskPath } from './links.ts';
import { IntakePage } from './pages/intake.tsx';

export const intakeDeskPages = new Hono<HonoEnv>();

const path = deskPath('turno/:id/ficha');
intakeDeskPages.get(path, async (c) => await showIntake(c, await openDesk(c)));
intakeDeskPages.post(path, answer);
intakeDeskPages.post(`${path}/borrar`, erase);
intakeDeskPages.post(`${path}/retirar`, withdraw);

interface Typed {
  readonly typed: Form;
  /** Why the form comes back. */
  readonly problem?: AppError;
}

/** Whoever may reads it by opening the page, which the audit log tells; others see what is missing. */
async function showIntake(
  c: HonoContext,
  desk: Desk,
  { typed, problem }: Typed = { typed: new Map() },
): Promise<Response> {
  const id = c.req.param('id');
  const booking = await perform(desk.ctx, readDeskBooking, { id });
  const state = await perform(desk.ctx, readIntakeState, { id });
  const errors = problem === undefined ? NO_ERRORS : errorsOf(state, typed);
  if (problem !== undefined && errors.size === 0) throw problem;
  const intake = may(desk.ctx, 'health:read') ? await perform(desk.ctx, readIntake, { id }) : undefined;
  const html = (
    <IntakePage desk={desk} booking={booking} state={state} intake={intake} typed={typed} errors={errors} />
  );
  return sendDesk(c, desk.view, { html, status: errors.size > 0 ? 422 : 200 });
}

function errorsOf({ questions, consents }: IntakeState, typed: Form): FormErrors {
  const given = consents.filter(({ isGiven }) => isGiven).map(({ id }) => id);
  return intakeErrors({ questions, consents }, typed, new Set(given));
}

async function answer(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const typed = await readForm(c.req.raw);
  const id = c.req.param('id') ?? '';
  try {
    await perform(desk.ctx, recordAnswers, { id, ...givenIn(typed) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    return await showIntake(c, desk, { typed, problem: error });
  }
  return c.redirect(`${bookingPath(id)}/ficha?listo=ficha`, 303);
}

async function erase(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  const id = c.req.param('id') ?? '';
  await perform(ctx, deleteAnswers, { id });
  return c.redirect(`${bookingPath(id)}/ficha?listo=ficha-borrada`, 303);
}

async function withdraw(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  const id = c.req.param('id') ?? '';
  const consentId = (await readForm(c.req.raw)).get('permiso') ?? '';
  await perform(ctx, cancelConsent, { id, consentId });
  return c.redirect(`${bookingPath(id)}/ficha?listo=permiso-retirado`, 303);
}
