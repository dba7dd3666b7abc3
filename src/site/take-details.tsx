import type { ManagedBooking } from '../agenda/bookings/contract.ts';
import { createBooking } from '../agenda/bookings/create-booking.ts';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Hold } from '../agenda/holds/contract.ts';
import { readHold } from '../agenda/holds/read-hold.ts';
import { actOnce } from '../http/act-once.ts';
import type { HonoContext } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { AppError } from '../kernel/problem.ts';
import { formOfVisit } from '../people/intake/read-form.ts';
import type { AskedForm } from '../people/intake/rules/asked-form.ts';
import { act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { digest } from '../platform/secrets.ts';
import { readChoice } from './choice.ts';
import { type FormErrors, formErrors, NO_ERRORS } from './form-errors.ts';
import { forgetHold } from './hold-cookie.ts';
import { givenIn, intakeErrors } from './intake-form.ts';
import { BOOKING_PATH, DETAILS_PATH, type TimesQuery, timesPath, withQuery } from './links.ts';
import { DetailsPage } from './pages/details.tsx';
import { problemPage } from './problem-page.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { bookingPageOf, showTimes, takenNotice } from './show-times.tsx';
import { viewOf } from './view.ts';

interface Typed {
  readonly typed: ReadonlyMap<string, string>;
  /** Why the form comes back. */
  readonly problem?: AppError;
}

export async function showDetails(c: HonoContext): Promise<Response> {
  return await detailsForm(c, pageContext(c), { typed: new Map() });
}

async function detailsForm(c: HonoContext, ctx: Ctx, { typed, problem }: Typed): Promise<Response> {
  const { reserva = '', ...query } = c.req.query();
  let hold: Hold;
  try {
    hold = (await act(readHold, ctx, { id: reserva.slice(0, 64) || '-' })) as Hold;
  } catch (error) {
    return await holdGone(c, error, query);
  }
  const view = await viewOf(c);
  const catalog = await recentCatalog(ctx);
  const form = formOfVisit(ctx, catalog, hold);
  const errors = problem === undefined ? NO_ERRORS : errorsOf(problem, form, typed);
  if (problem !== undefined && errors.size === 0) throw problem;
  const html = renderPage(
    <DetailsPage
      view={view}
      catalog={catalog}
      hold={hold}
      form={form}
      now={ctx.now}
      action={withQuery(DETAILS_PATH, { ...query, reserva })}
      back={timesPath(query)}
      typed={typed}
      errors={errors}
    />,
  );
  const status = errors.size > 0 ? 422 : 200;
  return sendPage(c, html, {
    styleSource: view.style.source,
    status,
    headers: { 'referrer-policy': 'same-origin' },
  });
}

function errorsOf(problem: AppError, form: AskedForm, typed: Typed['typed']): FormErrors {
  return new Map([...formErrors(problem, typed), ...intakeErrors(form, typed)]);
}

async function holdGone(c: HonoContext, error: unknown, query: TimesQuery): Promise<Response> {
  if (!(error instanceof AppError) || error.code !== 'hold-expired' || query.servicio === undefined)
    throw error;
  return await problemPage(c, error, { href: timesPath(query), text: 'Elegir otro horario' });
}

/** Sent twice, the same form answers with the same booking: the hold is its key. */
export async function confirmBooking(c: HonoContext): Promise<Response> {
  const guest = pageContext(c);
  await limitWrites(c, guest.actor);
  const typed = await readForm(c.req.raw);
  try {
    const booking = await book(c, typed);
    forgetHold(c);
    return c.redirect(`${new URL(booking.manageUrl).pathname}?listo=reservado`, 303);
  } catch (error) {
    return await explain(c, guest, { error, typed });
  }
}

async function book(c: HonoContext, typed: ReadonlyMap<string, string>): Promise<ManagedBooking> {
  const holdId = c.req.query('reserva') ?? '';
  const input = bookingInput(holdId, typed);
  const idempotency = {
    key: await digest(`form|${holdId}`),
    requestHash: await digest(JSON.stringify(input)),
  };
  return await actOnce(createBooking, () => pageContext(c, { idempotency }), input);
}

function bookingInput(holdId: string, typed: ReadonlyMap<string, string>) {
  const filled = (name: string) => (typed.get(name) ?? '').trim() || undefined;
  const [email, phone, notes] = ['email', 'telefono', 'notas'].map(filled);
  return {
    holdId,
    customer: {
      name: filled('nombre') ?? '',
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
    },
    ...(notes !== undefined && { notes }),
    ...givenIn(typed),
  };
}

interface Refused {
  readonly error: unknown;
  readonly typed: ReadonlyMap<string, string>;
}

async function explain(c: HonoContext, ctx: Ctx, { error, typed }: Refused): Promise<Response> {
  const { reserva: _, ...query }: Record<string, string> & TimesQuery = c.req.query();
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'invalid-input') return await detailsForm(c, ctx, { typed, problem: error });
  if (error.code === 'hold-expired') return await holdGone(c, error, query);
  const catalog = await recentCatalog(ctx);
  const notice = takenNotice(error, { catalog, ctx, action: BOOKING_PATH, query });
  if (notice === undefined) throw error;
  const choice = readChoice(catalog, query);
  return await showTimes(c, ctx, { ...bookingPageOf(choice), choice, notice, status: 409 });
}
