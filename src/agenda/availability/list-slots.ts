import { action, type Json, readyMade } from '../../platform/action.ts';
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
import { rankSlots } from './rules/rank-slots.ts';

export const listSlots = action({
  name: 'availability.list-slots',
  summary: 'Horarios libres de un servicio, entre dos fechas',
  permission: 'availability:read',
  input: availabilityQuerySchema,
  output: availabilitySchema,
  problems: ['not-found'],
  run: runListSlots,
});

type Ready = Partial<Record<'plain' | 'ranked', Json<Availability>>>;
const readyBySlots = new WeakMap<FoundSlots, Ready>();

async function runListSlots(ctx: Ctx, query: AvailabilityQuery): Promise<Availability | Json<Availability>> {
  const { explain, rank, ...search } = query;
  const found = await findSlots(ctx, search);
  if (explain !== undefined)
    return { ...presentFound(ctx, found, query), missing: explainSlots(ctx, found, search) };
  const ready = readyBySlots.get(found) ?? {};
  const form = rank === undefined ? 'plain' : 'ranked';
  const json = ready[form] ?? readyMade(presentFound(ctx, found, query));
  ready[form] = json;
  readyBySlots.set(found, ready);
  return json;
}

function presentFound(ctx: Ctx, found: FoundSlots, query: AvailabilityQuery): Availability {
  const { catalog, visit, slots } = found;
  const ranks = query.rank === undefined ? undefined : rankSlots(found, ctx.now);
  return {
    timeZone: zoneOf(ctx, found, query),
    slots: slots.map((slot, index) => ({ ...presentSlot(catalog, visit, slot), ...ranks?.[index] })),
  };
}

function zoneOf(ctx: Ctx, { catalog }: FoundSlots, { locationId }: AvailabilityQuery): string {
  return catalog.locationById.get(locationId ?? '')?.timeZone ?? ctx.tenant.profile.timeZone;
}
