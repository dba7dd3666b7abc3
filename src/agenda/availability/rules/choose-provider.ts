import { addDays, localDateOf } from '../../../kernel/local-time.ts';
import type { Catalog, ProviderRecord, ServiceRecord } from '../../catalog/rules.ts';
import { checkStart, type StartRefusal } from './check-start.ts';
import { type BusyRow, type BusyTimes, busyBySubject, startRequestOf } from './provider-time.ts';
import { providerWindows } from './provider-windows.ts';
import type { VisitPlan } from './visit-plan.ts';
import type { WorkingWindow } from './working-windows.ts';

const MINUTE_MS = 60_000;
const FREE: BusyTimes = { busy: [], formerlyBusy: [] };

/** A start that somebody wants, in epoch milliseconds; without a provider, any that serves it. */
export interface WantedStart {
  readonly service: ServiceRecord;
  readonly startsAt: number;
  readonly providerId?: string | undefined;
  readonly locationId?: string | undefined;
}

export type Choice =
  /** The ways to serve it, the preferred one first. */
  | { readonly ok: true; readonly plans: readonly VisitPlan[] }
  | { readonly ok: false; readonly reason: StartRefusal };

/** From the reason that is nearest to a yes to the farthest: with several providers the nearest is told. */
const NEAREST_FIRST: readonly StartRefusal[] = ['busy', 'notice', 'window', 'off-grid', 'outside-hours'];

/**
 * Who can serve a start, the least booked of the day first, then in display order: the first is asked for, the
 * others step in when a rival was quicker.
 */
export function chooseProvider(
  catalog: Catalog,
  wanted: WantedStart,
  busy: readonly BusyRow[],
  now: number,
): Choice {
  const times = busyBySubject(busy, now);
  const providers = (catalog.providersByService.get(wanted.service.id) ?? []).filter(
    ({ id }) => wanted.providerId === undefined || wanted.providerId === id,
  );
  const verdicts = providers.map((provider) =>
    verdictOn(catalog, { wanted, provider, time: times.get(provider.id) ?? FREE }, now),
  );
  const able = verdicts.flatMap((verdict) => (verdict.ok ? [verdict] : []));
  if (able.length > 0) {
    able.sort((a, b) => a.bookedMinutes - b.bookedMinutes);
    return { ok: true, plans: able.map((verdict) => planOf(wanted, verdict)) };
  }
  const reasons = new Set(verdicts.map((verdict) => (verdict.ok ? undefined : verdict.reason)));
  return { ok: false, reason: NEAREST_FIRST.find((reason) => reasons.has(reason)) ?? 'outside-hours' };
}

function planOf(
  { service, startsAt }: WantedStart,
  { providerId, locationId }: { readonly providerId: string; readonly locationId: string },
): VisitPlan {
  const item = {
    serviceId: service.id,
    providerIds: [providerId],
    resourceIds: [],
    startsAt,
    endsAt: startsAt + service.durationMinutes * MINUTE_MS,
    priceCentavos: service.priceCentavos,
  };
  return { locationId, items: [item], seats: 1 };
}

interface Case {
  readonly wanted: WantedStart;
  readonly provider: ProviderRecord;
  readonly time: BusyTimes;
}

type Verdict =
  | {
      readonly ok: true;
      readonly bookedMinutes: number;
      readonly providerId: string;
      readonly locationId: string;
    }
  | { readonly ok: false; readonly reason: StartRefusal };

function verdictOn(catalog: Catalog, { wanted, provider, time }: Case, now: number): Verdict {
  if (wanted.startsAt % MINUTE_MS !== 0) return { ok: false, reason: 'off-grid' };
  const zone = zoneOf(catalog, provider.id, wanted.locationId);
  const date = localDateOf(wanted.startsAt, zone);
  const windows = providerWindows(catalog, provider.id, { from: addDays(date, -1), to: date }).filter(
    ({ locationId }) => wanted.locationId === undefined || wanted.locationId === locationId,
  );
  const request = startRequestOf(wanted.service, now, zone);
  const verdict = checkStart({ windows, ...time }, request, wanted.startsAt / MINUTE_MS);
  if (!verdict.ok) return verdict;
  const locationId = windows[verdict.windowIndex]?.locationId ?? '';
  return {
    ok: true,
    providerId: provider.id,
    locationId,
    bookedMinutes: bookedMinutesOn(windows, date, time),
  };
}

function zoneOf(catalog: Catalog, providerId: string, locationId: string | undefined): string {
  const id = locationId ?? catalog.locationIdsByProvider.get(providerId)?.[0] ?? '';
  return catalog.locationById.get(id)?.timeZone ?? 'UTC';
}

function bookedMinutesOn(windows: readonly WorkingWindow[], date: string, { busy }: BusyTimes): number {
  const today = windows.filter((window) => window.date === date);
  let minutes = 0;
  for (const { startsAt, endsAt } of busy) {
    if (today.some(({ opensAt, closesAt }) => startsAt < closesAt && opensAt < endsAt))
      minutes += endsAt - startsAt;
  }
  return minutes;
}
