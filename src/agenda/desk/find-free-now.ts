import { addDays, formatInstant, instantOf, localDateOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { recentCatalog } from '../catalog/read-catalog.ts';
import { busyTimesQuery } from '../occupancy/read-busy-times.ts';
import { type FreeNow, freeNowQuerySchema, freeNowSchema } from './contract.ts';
import { servicesNow } from './rules/free-now.ts';

export const findFreeNow = action({
  name: 'desk.free-now',
  summary: 'Quién puede atender ya cada servicio en una sucursal y hasta cuándo, o cuándo será lo primero',
  permission: 'desk:read',
  input: freeNowQuerySchema,
  output: freeNowSchema,
  problems: ['not-found'],
  run: runFindFreeNow,
});

async function runFindFreeNow(ctx: Ctx, { locationId }: { locationId: string }): Promise<FreeNow> {
  const catalog = await recentCatalog(ctx);
  const zone = catalog.locationById.get(locationId)?.timeZone;
  if (zone === undefined) throw new AppError('not-found', 'No existe esa sucursal.');
  const date = localDateOf(ctx.now, zone);
  const serviceIds = catalog.services.map(({ id }) => id);
  const [rows] = await ctx.db.read([
    busyTimesQuery({
      of: { serviceIds, anyoneFor: serviceIds, providerIds: [] },
      from: ctx.now,
      to: instantOf(addDays(date, 1), 0, zone),
      now: ctx.now,
    }),
  ]);
  const data = servicesNow({ catalog, locationId, date, now: ctx.now, rows });
  return {
    data: data.map(({ serviceId, free, next }) => ({
      serviceId,
      free: free.map(({ providerIds, until }) => ({
        providerIds: [...providerIds],
        until: formatInstant(until, zone),
      })),
      next: next
        ? { providerIds: [...next.providerIds], startsAt: formatInstant(next.startsAt, zone) }
        : null,
    })),
  };
}
