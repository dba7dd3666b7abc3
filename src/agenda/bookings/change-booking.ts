import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import { mayChange } from './rules/change-policy.ts';
import type { BookingRow } from './store.ts';

/** Throws when the booking is over or its deadline has passed. Returns the service that its change must follow. */
export function requireChangeable(ctx: Ctx, catalog: Catalog, row: BookingRow): ServiceRecord {
  const service = catalog.serviceById.get(row.serviceId);
  if (service === undefined) {
    throw new AppError(
      'booking-closed',
      'Ese servicio ya no se ofrece: comunicate con nosotros para cambiar el turno.',
    );
  }
  const verdict = mayChange(row, service, ctx.now);
  if (verdict.ok) return service;
  if (verdict.reason === 'closed')
    throw new AppError('booking-closed', 'El turno está cancelado: reservá uno nuevo.');
  const deadline = formatInstant(verdict.deadline, ctx.tenant.profile.timeZone);
  throw new AppError(
    'deadline-passed',
    'Ya pasó el plazo para mover o cancelar este turno: comunicate con nosotros.',
    {
      deadline,
    },
  );
}

export function staleRevision(): AppError {
  return new AppError(
    'stale-revision',
    'Otra persona cambió el turno en este momento. Volvé a leerlo y probá de nuevo.',
  );
}
