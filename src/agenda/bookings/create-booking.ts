import { isAllowed } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import type { PublicCustomer } from '../../people/customers/contract.ts';
import { type CustomerRead, recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { Wish } from '../availability/contract.ts';
import { requireVisit } from '../availability/find-slots.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { limitsOfPlan, type VisitPlan, wishOfPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { consumeHold, holdQuery } from '../holds/consume-hold.ts';
import { type OccupyResult, occupyTime } from '../occupancy/occupy-time.ts';
import {
  type CreateBookingInput,
  createBookingSchema,
  type ManagedBooking,
  managedBookingSchema,
} from './contract.ts';
import { bookingInsert, customerLimits, newBookingRow, timesOfBooking } from './draft-booking.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { refuseOccupation } from './refuse-occupation.ts';
import { beginning } from './rules/beginning.ts';
import type { BookingRow } from './store.ts';

type Refusal = Extract<OccupyResult, { ok: false }>['reason'];

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
  const request = await readRequest(ctx, input, recognition);
  let reason: Refusal = 'taken';
  for (const plan of request.plans) {
    const row = bookingRow(ctx, { input, request, plan });
    const answer = await presentManaged(ctx, request.catalog, row);
    const result = await occupyTime(ctx, {
      times: timesOfBooking(request.catalog, row, input.holdId),
      limits: limitsOfPlan(request.catalog, plan),
      commit: {
        write: [
          request.customerWrite,
          bookingInsert(row),
          ...customerLimits(request.catalog, row),
          ...(input.holdId ? [consumeHold(input.holdId)] : []),
        ],
        events: [
          {
            type: 'booking.created',
            subjectId: row.id,
            data: { booking: presentBooking(request.catalog, row) },
          },
        ],
        audit: { action: 'bookings.create', subjectId: row.id, details: { startsAt: answer.startsAt } },
        answer,
      },
    });
    if (result.ok) return answer;
    reason = result.reason;
    if (reason === 'customer-limit') break;
  }
  return await refuseOccupation(ctx, request.wish, reason);
}

interface Drafting {
  readonly input: CreateBookingInput;
  readonly request: BookingRequest;
  readonly plan: VisitPlan;
}

function bookingRow(ctx: Ctx, { input, request, plan }: Drafting): BookingRow {
  const draft = newBookingRow(ctx, {
    plan,
    customer: request.customer,
    notes: input.notes ?? null,
    source: ctx.actor.type === 'api-key' ? 'partner' : 'online',
  });
  const service = request.catalog.serviceById.get(draft.serviceId);
  return { ...draft, ...beginning(draft, { service, payment: input.payment, now: ctx.now }) };
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
  const { holdId, customer: _, notes: __, serviceId, startsAt, ...wish } = input;
  if (holdId !== undefined) return fromHold(ctx, holdId, recognition);
  if (serviceId === undefined || startsAt === undefined)
    throw new AppError('invalid-input', 'Falta serviceId o startsAt.');
  return fromWish(ctx, { ...wish, serviceId, startsAt }, recognition);
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
  const { customer, write } = recognition.resolve(candidates);
  const { locationId, items, seats } = hold;
  const wish = wishOfPlan(hold);
  requireVisit(catalog, wish);
  return { wish, catalog, plans: [{ locationId, items, seats }], customer, customerWrite: write };
}
