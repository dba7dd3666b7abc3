import { action, type Json } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import {
  type Availability,
  type AvailabilityQuery,
  availabilityQuerySchema,
  availabilitySchema,
} from './contract.ts';
import { explainSlots } from './explain-slots.ts';
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

async function runListSlots(ctx: Ctx, query: AvailabilityQuery): Promise<Availability | Json<Availability>> {
  const { explain, ...search } = query;
  const found = await findSlots(ctx, search);
  if (explain !== undefined)
    return { ...presentFound(ctx, found, search), missing: explainSlots(ctx, found, search) };
  const known = readyBySlots.get(found);
  if (known !== undefined) return known;
  const text = JSON.stringify(presentFound(ctx, found, search)) as Json<Availability>;
  readyBySlots.set(found, text);
  return text;
}

function presentFound(ctx: Ctx, found: FoundSlots, query: AvailabilityQuery): Availability {
  return {
    timeZone: zoneOf(ctx, found, query),
    slots: found.slots.map((slot) => presentSlot(found.catalog, found.service, slot)),
  };
}

function zoneOf(ctx: Ctx, { catalog }: FoundSlots, { locationId }: AvailabilityQuery): string {
  return catalog.locationById.get(locationId ?? '')?.timeZone ?? ctx.tenant.profile.timeZone;
}
