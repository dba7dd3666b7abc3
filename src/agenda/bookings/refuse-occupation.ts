import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { refuseTaken } from '../availability/refuse-start.ts';
import type { OccupyResult } from '../occupancy/occupy-time.ts';

type Refusal = Extract<OccupyResult, { ok: false }>['reason'];

/** Why the time could not be taken after all, as a problem that says what to do. */
export async function refuseOccupation(ctx: Ctx, wish: Wish, reason: Refusal): Promise<never> {
  if (reason === 'customer-limit')
    throw new AppError(
      'limit-reached',
      'Ya tenés todos los turnos de este servicio que se pueden reservar en esos días. Elegí otra fecha.',
    );
  if (reason === 'limit')
    throw new AppError('limit-reached', 'El profesional ya no toma más turnos ese día. Elegí otra fecha.');
  return await refuseTaken(ctx, wish);
}
