import { isAllowed } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import { type CustomerRead, recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { recordIntake, requireIntake } from '../../people/intake/record-intake.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { requireVisit } from '../availability/find-slots.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { type VisitPlan, wishOfPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { consumeHold, holdQuery } from '../holds/consume-hold.ts';
import { bookPlan, type PlansToBook } from './book-plan.ts';
import {
  type CreateBookingInput,
  createBookingSchema,
  type ManagedBooking,
  managedBookingSchema,
} from './contract.ts';
import { newBookingRow } from './draft-booking.ts';
import { refuseOccupation } from './refuse-occupation.ts';
import { beginning } from './rules/beginning.ts';
import { type BookingRow, lastProvider } from './store.ts';

export const createBooking = action({
  name: 'bookings.create',
  summary: 'Reservar un turno, desde una reserva temporal o directamente',
  permission: 'bookings:create',
  input: createBookingSchema,
  output: managedBookingSchema,
  problems: [
    'slot-taken',
    'slot-not-offered',
    'hold-expired',
    'limit-reached',
    'forbidden',
    'not-found',
    'idempotency-key-reused',
    'request-in-progress',
  ],
  run: runCreateBooking,
});

async function runCreateBooking(ctx: Ctx, input: CreateBookingInput): Promise<ManagedBooking> {
  if (input.payment !== undefined && !isAllowed(ctx.actor, 'bookings:confirm'))
    throw new AppError('forbidden', 'Sólo quien puede confirmar el turno puede cobrarlo.');
  const recognition = recognizeCustomer(ctx, input.customer);
  const { wish, ...request } = await readRequest(ctx, input, recognition);
  const { catalog } = request;
  const said = requireIntake(ctx, { catalog, serviceIds: servicesOf(wish) }, input);
  const result = await bookPlan(ctx, request, {
    action: 'bookings.create',
    rowOf: (plan) => bookingRow(ctx, { input, request, plan }),
    beside: (row) => recordIntake(ctx, row, { ...said, notes: input.notes }),
    hold: input.holdId === undefined ? undefined : { id: input.holdId, write: consumeHold(input.holdId) },
  });
  if (result.ok) return result.answer;
  if (result.reason === 'stale' && input.holdId !== undefined) throw holdExpired();
  return await refuseOccupation(ctx, wish, result.reason);
}

function servicesOf({ serviceId, then = [] }: Wish): string[] {
  return [serviceId, ...then.map((one) => one.serviceId)];
}

interface Drafting {
  readonly input: CreateBookingInput;
  readonly request: PlansToBook<VisitPlan>;
  readonly plan: VisitPlan;
}

function bookingRow(ctx: Ctx, { input, request, plan }: Drafting): BookingRow {
  const draft = newBookingRow(ctx, {
    plan,
    customer: request.customer,
    notes: input.notes,
    source: ctx.actor.type === 'api-key' ? 'partner' : 'online',
  });
  const service = request.catalog.serviceById.get(draft.serviceId);
  return { ...draft, ...beginning(draft, { service, payment: input.payment, now: ctx.now }) };
}

interface BookingRequest extends PlansToBook<VisitPlan> {
  readonly wish: Wish;
}

function readRequest(
  ctx: Ctx,
  input: CreateBookingInput,
  recognition: CustomerRead,
): Promise<BookingRequest> {
  const { holdId, customer: _, notes: __, intake: ___, consents: ____, ...rest } = input;
  const { serviceId, startsAt, ...wish } = rest;
  if (holdId !== undefined) return fromHold(ctx, holdId, recognition);
  if (serviceId === undefined || startsAt === undefined)
    throw new AppError('invalid-input', 'Falta serviceId o startsAt.');
  return fromWish(ctx, { ...wish, serviceId, startsAt }, recognition);
}

async function fromWish(ctx: Ctx, wish: Wish, recognition: CustomerRead): Promise<BookingRequest> {
  const { catalog, plans, beside } = await readWantedStart(ctx, wish, [
    recognition.query,
    lastProvider({ ...recognition.contact, serviceId: wish.serviceId }),
  ]);
  const [candidates, [last]] = beside;
  const { customer, write } = recognition.resolve(candidates);
  return { wish, catalog, plans: lastOneFirst(plans, last?.providerId), customer, customerWrite: write };
}

/** Where the service goes by it, whoever served the customer the last time is asked first. */
function lastOneFirst(plans: readonly VisitPlan[], lastId: string | undefined): readonly VisitPlan[] {
  if (lastId === undefined) return plans;
  const isOfLast = ({ items }: VisitPlan) => items[0]?.providerIds.includes(lastId) === true;
  return [...plans.filter(isOfLast), ...plans.filter((plan) => !isOfLast(plan))];
}

/**
 * The hold was checked when it was made, and its price stands. Past its time it is still honoured when nobody
 * has taken the time since: lock and database decide that.
 */
async function fromHold(ctx: Ctx, holdId: string, recognition: CustomerRead): Promise<BookingRequest> {
  const reading = catalogRead(ctx);
  const [catalogRows, holds, candidates] = await ctx.db.read([
    reading.query,
    holdQuery(holdId),
    recognition.query,
  ]);
  const [hold] = holds;
  if (hold === undefined || hold.startsAt <= ctx.now) throw holdExpired();
  const { catalog } = reading.resolve(catalogRows);
  const { customer, write } = recognition.resolve(candidates);
  const { locationId, items, seats } = hold;
  const wish = wishOfPlan(hold);
  requireVisit(catalog, wish);
  return { wish, catalog, plans: [{ locationId, items, seats }], customer, customerWrite: write };
}

function holdExpired(): AppError {
  return new AppError('hold-expired', 'La reserva temporal venció o ya se usó. Elegí el horario de nuevo.');
}
