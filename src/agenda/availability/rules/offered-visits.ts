import type { LocalDate } from '../../../kernel/local-time.ts';
import { plansAt, type RankedPlan } from './plan-visit.ts';
import { byPreference } from './prefer-providers.ts';
import { providerWindows } from './provider-windows.ts';
import { seatsLeftIn } from './seats-left.ts';
import { datesAround, type ServingFacts, servingAt } from './serve-visit.ts';
import type { OfferedSlot, SlotAgenda } from './slot-agenda.ts';
import { visitStarts } from './visit-starts.ts';
import { locationsOf } from './wanted-visit.ts';

const MINUTE_MS = 60_000;

/** The starts of visits, teams and group sessions, by time: of all ways to serve one the best, or one for each who can begin. */
export function offeredVisits(agenda: SlotAgenda): OfferedSlot[] {
  return locationsOf(agenda.catalog, agenda.visit)
    .flatMap((locationId) => visitsAt(agenda, locationId))
    .sort((a, b) => a.startMinute - b.startMinute || (a.locationId < b.locationId ? -1 : 1));
}

function visitsAt(agenda: SlotAgenda, locationId: string): OfferedSlot[] {
  const { catalog, visit, rows, range } = agenda;
  const dates = datesAround(range);
  const slots: OfferedSlot[] = [];
  for (const start of startsAt(agenda, locationId, dates).values()) {
    const serving = servingAt({ catalog, visit, rows, dates }, locationId);
    const plans = plansAt(serving, start.startMinute * MINUTE_MS)
      .filter(({ first }) => isBegun(agenda, first.item.providerIds, start))
      .sort((a, b) => a.changes - b.changes || byPreference(a.first, b.first));
    const chosen = range.everyProvider === true ? plans : plans.slice(0, 1);
    slots.push(...chosen.map((plan) => slotOf(agenda, start, plan)));
  }
  return slots;
}

interface VisitStart {
  readonly startMinute: number;
  readonly date: LocalDate;
  /** Those on whose grid it lies. */
  readonly beginnerIds: Set<string>;
}

function startsAt(
  agenda: SlotAgenda,
  locationId: string,
  dates: ServingFacts['dates'],
): ReadonlyMap<number, VisitStart> {
  const { catalog, visit, times, range, now } = agenda;
  const windowsIn = (providerId: string, within: ServingFacts['dates']) =>
    providerWindows(catalog, providerId, within).filter((window) => window.locationId === locationId);
  const offers = visitStarts({
    place: { catalog, times, locationId, seats: visit.seats },
    visit,
    now,
    opensFor: (id) => windowsIn(id, { from: range.from, to: range.to }),
    worksAt: (id) => windowsIn(id, dates),
  });
  const found = new Map<number, VisitStart>();
  for (const { providerId, windows, starts } of offers)
    for (const [index, startMinute] of starts.startsAt.entries()) {
      const date = windows[starts.windowIndex[index] ?? 0]?.date ?? range.from;
      const known = found.get(startMinute) ?? { startMinute, date, beginnerIds: new Set<string>() };
      known.beginnerIds.add(providerId);
      found.set(startMinute, known);
    }
  return found;
}

/** One who begins alone must have the start on their own grid; a team may have it on anybody's who could be in it. */
function isBegun(
  { visit }: SlotAgenda,
  providerIds: readonly string[],
  { beginnerIds }: VisitStart,
): boolean {
  const isTeam = (visit.items[0]?.providersNeeded ?? 1) > 1;
  return isTeam || beginnerIds.has(providerIds[0] ?? '');
}

function slotOf({ catalog, rows }: SlotAgenda, start: VisitStart, { plan }: RankedPlan): OfferedSlot {
  const seatsLeft = seatsLeftIn(catalog, plan, rows);
  return {
    startMinute: start.startMinute,
    date: start.date,
    providerId: plan.items[0]?.providerIds[0] ?? '',
    locationId: plan.locationId,
    plan,
    ...(seatsLeft !== undefined && { seatsLeft }),
  };
}
