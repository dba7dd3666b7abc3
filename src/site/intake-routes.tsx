import { Hono } from 'hono';
import type { ManagedBooking } from '../agenda/bookings/contract.ts';
import { readBooking } from '../agenda/bookings/read-booking.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites } from '../http/request-context.ts';
import { AppError } from '../kernel/problem.ts';
import type { IntakeState } from '../people/intake/contract.ts';
import { cancelConsent, deleteAnswers } from '../people/intake/delete-answers.ts';
import { readIntakeState } from '../people/intake/read-intake.ts';
import { recordAnswers } from '../people/intake/record-answers.ts';
import { act } from '../platform/action.ts';
import { type FormErrors, NO_ERRORS } from './form-errors.ts';
import { givenIn, intakeErrors } from './intake-form.ts';
import { type Managed, manage, PRIVATE } from './manage-routes.tsx';
import { IntakePage } from './pages/intake.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { viewOf } from './view.ts';

export const intakePages = new Hono<HonoEnv>();

intakePages.get('/turno/:id/:token/datos', async (c) => await showIntake(c, await manage(c)));
intakePages.post('/turno/:id/:token/datos', answer);
intakePages.post('/turno/:id/:token/datos/borrar', erase);
intakePages.post('/turno/:id/:token/datos/retirar', withdraw);

interface Typed {
  readonly typed: ReadonlyMap<string, string>;
  /** Why the form comes back. */
  readonly problem?: AppError;
}

async function showIntake(
  c: HonoContext,
  { ctx, id, path }: Managed,
  { typed, problem }: Typed = { typed: new Map() },
): Promise<Response> {
  const booking = (await act(readBooking, ctx, { id })) as ManagedBooking;
  const state = (await act(readIntakeState, ctx, { id })) as IntakeState;
  const errors = problem === undefined ? NO_ERRORS : errorsOf(state, typed);
  if (problem !== undefined && errors.size === 0) throw problem;
  const view = await viewOf(c);
  const html = renderPage(
    <IntakePage
      view={view}
      state={state}
      path={path}
      isClosed={booking.status === 'cancelled'}
      done={c.req.query('listo')}
      typed={typed}
      errors={errors}
    />,
  );
  const status = errors.size > 0 ? 422 : 200;
  return sendPage(c, html, { styleSource: view.style.source, status, headers: PRIVATE });
}

function errorsOf({ questions, consents }: IntakeState, typed: Typed['typed']): FormErrors {
  const given = consents.filter(({ isGiven }) => isGiven).map(({ id }) => id);
  return intakeErrors({ questions, consents }, typed, new Set(given));
}

async function answer(c: HonoContext): Promise<Response> {
  const managed = await manage(c);
  const { ctx, id, path } = managed;
  await limitWrites(c, ctx.actor);
  const typed = await readForm(c.req.raw);
  try {
    await act(recordAnswers, ctx, { id, ...givenIn(typed) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    return await showIntake(c, managed, { typed, problem: error });
  }
  return c.redirect(`${path}/datos?listo=guardado`, 303);
}

async function erase(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await manage(c);
  await limitWrites(c, ctx.actor);
  await act(deleteAnswers, ctx, { id });
  return c.redirect(`${path}/datos?listo=borrado`, 303);
}

/** One that was withdrawn already is none that is missing: the page shows how things stand. */
async function withdraw(c: HonoContext): Promise<Response> {
  const { ctx, id, path } = await manage(c);
  await limitWrites(c, ctx.actor);
  const consentId = (await readForm(c.req.raw)).get('permiso') ?? '';
  try {
    await act(cancelConsent, ctx, { id, consentId });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
  }
  return c.redirect(`${path}/datos?listo=retirado`, 303);
}
