import { AppError } from '../../kernel/problem.ts';
import type { PublicCustomer } from '../../people/customers/contract.ts';
import { type CustomerRead, recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { Wish } from '../availability/contract.ts';
import { requireService } from '../availability/find-slots.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { refuseTaken } from '../availability/refuse-start.ts';
import { limitsOfPlan, type VisitPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { consumeHold, holdQuery } from '../holds/consume-hold.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import {
  type CreateBookingInput,
  createBookingSchema,
  type ManagedBooking,
  managedBookingSchema,
} from './contract.ts';
import { columnsOf, newBookingRow, timesOfBooking } from './new-booking.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import type { BookingSource } from './rules/life.ts';
import { insertBooking } from './store.ts';

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
    'not-found',
    'idempotency-key-reused',
    'request-in-progress',
  ],
  run: runCreateBooking,
});

async function runCreateBooking(ctx: Ctx, input: CreateBookingInput): Promise<ManagedBooking> {
  const recognition = recognizeCustomer(ctx, input.customer);
  const request = await readRequest(ctx, input, recognition);
  for (const plan of request.plans) {
    const row = newBookingRow(ctx, { ...request, plan, notes: input.notes ?? null, source: sourceOf(ctx) });
    const booking = presentBooking(request.catalog, row);
    const answer = await presentManaged(ctx, booking);
    const result = await occupyTime(ctx, {
      times: timesOfBooking(request.catalog, row, input.holdId),
      limits: limitsOfPlan(request.catalog, plan),
      commit: {
        write: [
          request.customerWrite,
          insertBooking(columnsOf(row)),
          ...(input.holdId ? [consumeHold(input.holdId)] : []),
        ],
        events: [{ type: 'booking.created', subjectId: row.id, data: { booking } }],
        audit: { action: 'bookings.create', subjectId: row.id, details: { startsAt: booking.startsAt } },
        answer,
      },
    });
    if (result.ok) return answer;
  }
  return await refuseTaken(ctx, request.wish);
}

function sourceOf({ actor }: Ctx): BookingSource {
  return actor.type === 'api-key' ? 'partner' : 'online';
}

interface BookingRequest {
  readonly wish: Wish;
  readonly catalog: Catalog;
  readonly plans: readonly VisitPlan[];
  readonly customer: PublicCustomer;
  readonly customerWrite: Query;
}

function readRequest(
  ctx: Ctx,
  input: CreateBookingInput,
  recognition: CustomerRead,
): Promise<BookingRequest> {
  const { holdId, serviceId, startsAt, providerId, locationId } = input;
  if (holdId !== undefined) return fromHold(ctx, holdId, recognition);
  if (serviceId === undefined || startsAt === undefined)
    throw new AppError('invalid-input', 'Falta serviceId o startsAt.');
  return fromWish(ctx, { serviceId, startsAt, providerId, locationId }, recognition);
}

async function fromWish(ctx: Ctx, wish: Wish, recognition: CustomerRead): Promise<BookingRequest> {
  const { catalog, plans, beside } = await readWantedStart(ctx, wish, [recognition.query]);
  const { customer, write } = recognition.resolve(beside[0]);
  return { wish, catalog, plans, customer, customerWrite: write };
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
  if (hold === undefined || hold.startsAt <= ctx.now) {
    throw new AppError('hold-expired', 'La reserva temporal venció o ya se usó. Elegí el horario de nuevo.');
  }
  const { catalog } = reading.resolve(catalogRows);
  const { serviceId, providerId, locationId, startsAt, items, seats } = hold;
  const wish = { serviceId, providerId, locationId, startsAt };
  const { customer, write } = recognition.resolve(candidates);
  requireService(catalog, wish);
  return { wish, catalog, plans: [{ locationId, items, seats }], customer, customerWrite: write };
}
