import { AppError } from '../../kernel/problem.ts';
import type { PublicCustomer } from '../../people/customers/contract.ts';
import { recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { recordIntake } from '../../people/intake/record-intake.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import {
  type BookingRow,
  bookingInsert,
  customerLimits,
  newBookingRow,
  timesOfBooking,
} from '../bookings/draft-booking.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { type CreateSeriesInput, createSeriesSchema, type Series, seriesSchema } from './contract.ts';
import { limitsOfPlans } from './draft-changes.ts';
import { type FoundDates, findDates, requireServed, type ServedDate } from './find-dates.ts';
import { presentSeries } from './present-series.ts';
import { insertSeries, type SeriesRow } from './store.ts';

/** Whoever takes one of the dates between the reading and the commit is seen by the next reading. */
const ATTEMPTS = 3;

export const createSeries = action({
  name: 'series.create',
  summary: 'Reservar una serie de turnos, todos o ninguno',
  permission: 'series:write',
  feature: 'series',
  input: createSeriesSchema,
  output: seriesSchema,
  problems: [
    'series-conflict',
    'limit-reached',
    'not-found',
    'idempotency-key-reused',
    'request-in-progress',
  ],
  run: runCreateSeries,
});

async function runCreateSeries(ctx: Ctx, input: CreateSeriesInput): Promise<Series> {
  const recognition = recognizeCustomer(ctx, input.customer);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await findDates(ctx, input, [recognition.query]);
    const served = requireServed(found.facts, found.plan);
    const { customer, write } = recognition.resolve(found.beside[0]);
    const made = newSeries(ctx, input, { found, served, customer });
    const { catalog } = found.facts;
    const answer = await presentSeries(ctx, catalog, made);
    const { notes } = input;
    const said = await Promise.all(made.bookings.map((row) => recordIntake(ctx, row, { notes })));
    const result = await occupyTime(ctx, {
      times: made.bookings.flatMap((row) => timesOfBooking(catalog, row)),
      limits: limitsOfPlans(
        catalog,
        served.map(({ plan }) => plan),
      ),
      commit: {
        write: [
          write,
          insertSeries(made.row),
          ...made.bookings.flatMap((row) => [bookingInsert(row), ...customerLimits(catalog, row)]),
          ...said.flat(),
        ],
        events: made.bookings.map((row) => ({
          type: 'booking.created',
          subjectId: row.id,
          data: { booking: presentBooking(catalog, row) },
        })),
        audit: {
          action: 'series.create',
          subjectId: made.row.id,
          details: { rule: input.rule, bookings: served.length },
        },
        answer,
      },
    });
    if (result.ok) return answer;
    if (result.reason !== 'taken') throw overLimit(result.reason);
  }
  throw takenMeanwhile();
}

interface Arranged {
  readonly found: FoundDates<unknown>;
  readonly served: readonly ServedDate[];
  readonly customer: PublicCustomer;
}

function newSeries(
  ctx: Ctx,
  input: CreateSeriesInput,
  { found, served, customer }: Arranged,
): { readonly row: SeriesRow; readonly bookings: readonly BookingRow[] } {
  const id = ctx.newId('ser');
  const bookings = served.map(({ date, plan }) => ({
    ...newBookingRow(ctx, { plan, customer, notes: input.notes, source: 'series' }),
    seriesId: id,
    recurrenceId: date.localStart,
  }));
  const [first] = bookings;
  if (first === undefined) throw new Error('A series has bookings');
  const row = {
    id,
    rule: input.rule,
    localStart: found.plan.dates[0]?.date.localStart ?? '',
    timeZone: found.zone,
    serviceId: input.serviceId,
    providerId: found.plan.providerId ?? first.providerId,
    locationId: first.locationId,
    customerId: customer.id,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  return { row, bookings };
}

export function takenMeanwhile(): AppError {
  return new AppError(
    'series-conflict',
    'Mientras tanto alguien reservó una de las fechas. No se guardó nada: pedilo de nuevo.',
    { conflicts: [] },
  );
}

/** The whole series was refused because somebody would have got too much with it. */
export function overLimit(reason: 'limit' | 'customer-limit' | 'stale'): AppError {
  const who = reason === 'customer-limit' ? 'el cliente' : 'el profesional';
  return new AppError(
    'limit-reached',
    `Con la serie, ${who} pasaría su límite de turnos por día o por semana. No se guardó nada: espaciá las fechas.`,
  );
}
