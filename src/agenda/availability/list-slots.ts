import { action, type Json } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import {
  type Availability,
  type AvailabilityQuery,
  availabilityQuerySchema,
  availabilitySchema,
} from './contract.ts';
import { type FoundSlots, findSlots } from './find-slots.ts';
import { presentSlot } from './present-slots.ts';

export const listSlots = action({
  name: 'availability.list-slots',
  summary: 'Horarios libres de un servicio, entre dos fechas',
  permission: 'availability:read',
  input: availabilityQuerySchema,
  output: availabilitySchema,
  problems: ['not-found'],
  run: runListSlots,
});

const readyBySlots = new WeakMap<FoundSlots, Json<Availability>>();

async function runListSlots(ctx: Ctx, query: AvailabilityQuery): Promise<Json<Availability>> {
  const found = await findSlots(ctx, query);
  const known = readyBySlots.get(found);
  if (known !== undefined) return known;
  const text = JSON.stringify({
    timeZone: zoneOf(ctx, found, query),
    slots: found.slots.map((slot) => presentSlot(found.catalog, found.service, slot)),
  }) as Json<Availability>;
  readyBySlots.set(found, text);
  return text;
}

function zoneOf(ctx: Ctx, { catalog }: FoundSlots, { locationId }: AvailabilityQuery): string {
  return catalog.locationById.get(locationId ?? '')?.timeZone ?? ctx.tenant.profile.timeZone;
}
