import { isAllowed } from '../../kernel/actor.ts';
import type { Changes, EventType } from '../../kernel/events.ts';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Commit } from '../../platform/tenant-db.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import type { ManagedBooking } from './contract.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { mayChange } from './rules/change-policy.ts';
import { type BookingStatus, type Happening, statusAfter } from './rules/life.ts';
import { type BookingChange, type BookingRow, updateBooking } from './store.ts';

/** Who asks for a change: a customer keeps to the deadlines, the shop does not have to. */
export type AskedBy = 'customer' | 'shop';

export interface Changeable {
  readonly service: ServiceRecord;
  /** What the change costs, on top of what changes cost before. */
  readonly feeCentavos: number;
}

/** Throws when the booking is over or its deadline has passed. Says what service and what fee a change must follow. */
export function requireChangeable(
  ctx: Ctx,
  catalog: Catalog,
  { row, by }: { readonly row: BookingRow; readonly by: AskedBy },
): Changeable {
  const service = catalog.serviceById.get(row.serviceId);
  if (service === undefined) {
    throw new AppError(
      'booking-closed',
      'Ese servicio ya no se ofrece: comunicate con nosotros para cambiar el turno.',
    );
  }
  if (by === 'shop') requireShop(ctx);
  const verdict = mayChange(row, service, ctx.now);
  if (verdict.ok) return { service, feeCentavos: by === 'shop' ? 0 : verdict.feeCentavos };
  if (verdict.reason === 'closed') throw bookingClosed(row.status);
  if (by === 'shop') return { service, feeCentavos: 0 };
  const deadline = formatInstant(verdict.deadline, ctx.tenant.profile.timeZone);
  throw new AppError(
    'deadline-passed',
    'Ya pasó el plazo para mover o cancelar este turno: comunicate con nosotros.',
    { deadline },
  );
}

function requireShop({ actor }: Ctx): void {
  if (isAllowed(actor, 'desk:write')) return;
  throw new AppError('forbidden', 'Sólo la agenda del local puede cambiar un turno fuera de las reglas.');
}

/** The status after something happens to a booking; throws when it cannot happen to it any more. */
export function requireStatusAfter(row: BookingRow, happening: Happening): BookingStatus {
  const status = statusAfter(row.status, happening);
  if (status === undefined) throw bookingClosed(row.status);
  return status;
}

const STATUS_WORDS: Record<BookingStatus, string> = {
  pending: 'está pendiente',
  confirmed: 'está confirmado',
  'checked-in': 'ya empezó',
  completed: 'ya terminó',
  'no-show': 'figura como ausente',
  cancelled: 'está cancelado',
};

function bookingClosed(status: BookingStatus): AppError {
  return new AppError('booking-closed', `El turno ${STATUS_WORDS[status]}: eso ya no se puede hacer.`, {
    bookingStatus: status,
  });
}

/** Statement: changes a booking, or is refused when it was changed since it was read. */
export const bookingChange = updateBooking;

/** A change of a booking, ready to be committed, and the booking as it will be. */
export interface DraftChange {
  readonly answer: ManagedBooking;
  readonly commit: Omit<Commit, 'id'>;
}

export interface BookingNews {
  readonly change: BookingChange;
  readonly event: EventType;
  /** The action, for the audit log. */
  readonly action: string;
}

/** Puts a change of a booking together: the row, the event with what changed, the audit entry and the answer. */
export async function draftChange(
  ctx: Ctx,
  { catalog, row }: { readonly catalog: Catalog; readonly row: BookingRow },
  { change, event, action }: BookingNews,
): Promise<DraftChange> {
  const changed = { ...row, ...change, updatedAt: ctx.now, revision: row.revision + 1 } as BookingRow;
  const before = presentBooking(catalog, row);
  const booking = presentBooking(catalog, changed);
  const answer = await presentManaged(ctx, catalog, changed);
  const changes = changesOf(before, booking);
  return {
    answer,
    commit: {
      write: [updateBooking(row, change, ctx.now)],
      events: [{ type: event, subjectId: row.id, data: { booking }, changes }],
      audit: { action, subjectId: row.id, details: changes },
      answer,
    },
  };
}

const TOLD = ['status', 'startsAt', 'endsAt', 'providerId', 'locationId', 'fee', 'isOverbooked'] as const;

function changesOf(before: Told, after: Told): Changes {
  return Object.fromEntries(
    TOLD.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).map((field) => [
      field,
      { old: before[field], new: after[field] },
    ]),
  );
}

type Told = Pick<ReturnType<typeof presentBooking>, (typeof TOLD)[number]>;

export function staleRevision(): AppError {
  return new AppError(
    'stale-revision',
    'Otra persona cambió el turno en este momento. Volvé a leerlo y probá de nuevo.',
  );
}
