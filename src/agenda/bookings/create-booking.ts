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
import type { Candidate } from '../availability/rules/choose-provider.ts';
import { timeOf } from '../availability/rules/session-time.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import { consumeHold, holdQuery } from '../holds/consume-hold.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import {
  type CreateBookingInput,
  createBookingSchema,
  type ManagedBooking,
  managedBookingSchema,
} from './contract.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { type BookingRow, insertBooking } from './store.ts';

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
  for (const candidate of request.candidates) {
    const row = bookingRow(ctx, request, { candidate, notes: input.notes });
    const booking = presentBooking(request.catalog, row);
    const answer = await presentManaged(ctx, booking);
    const { customerName: _name, customerEmail: _email, customerPhone: _phone, ...columns } = row;
    const result = await occupyTime(ctx, {
      providerId: candidate.providerId,
      ownerType: 'booking',
      time: {
        ...timeOf(request.service, row.startsAt),
        ownerId: row.id,
        ...(input.holdId && { supersedes: input.holdId }),
      },
      commit: {
        write: [
          request.customerWrite,
          insertBooking(columns),
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

interface BookingRequest {
  readonly wish: Wish;
  readonly catalog: Catalog;
  readonly service: ServiceRecord;
  readonly candidates: readonly Candidate[];
  readonly price: Pick<BookingRow, 'priceCentavos' | 'currency'>;
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
  const { catalog, service, candidates, beside } = await readWantedStart(ctx, wish, [recognition.query]);
  const { customer, write } = recognition.resolve(beside[0]);
  const price = { priceCentavos: service.priceCentavos, currency: service.currency };
  return { wish, catalog, service, candidates, price, customer, customerWrite: write };
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
  const { serviceId, providerId, locationId, startsAt, priceCentavos, currency } = hold;
  const wish = { serviceId, providerId, locationId, startsAt };
  const { customer, write } = recognition.resolve(candidates);
  return {
    wish,
    catalog,
    service: requireService(catalog, wish),
    candidates: [{ providerId, locationId }],
    price: { priceCentavos, currency },
    customer,
    customerWrite: write,
  };
}

function bookingRow(
  ctx: Ctx,
  { wish, service, price, customer }: BookingRequest,
  { candidate, notes }: { readonly candidate: Candidate; readonly notes: string | undefined },
): BookingRow {
  return {
    id: ctx.newId('bkg'),
    code: ctx.newCode(),
    status: 'confirmed',
    serviceId: service.id,
    providerId: candidate.providerId,
    locationId: candidate.locationId,
    customerId: customer.id,
    startsAt: wish.startsAt,
    endsAt: wish.startsAt + service.durationMinutes * 60_000,
    ...price,
    notes: notes ?? null,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    cancelledAt: null,
    customerName: customer.name,
    customerEmail: customer.email,
    customerPhone: customer.phone,
  };
}
