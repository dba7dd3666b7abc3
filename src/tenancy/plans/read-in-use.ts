import type { Ctx } from '../../platform/context.ts';
import type { InUse } from './rules/entitlement.ts';
import type { Month } from './rules/month.ts';
import { countMonth, countUses } from './store.ts';

/** A statement over one row of counts answers one row, whatever the tables hold. */
const NOTHING = {
  locations: 0,
  providers: 0,
  apiKeys: 0,
  webhookEndpoints: 0,
  externalCalendars: 0,
  series: 0,
};

/** What is not in the tenant's own database. */
interface Outside {
  readonly ownDomains?: number;
  /** Whether its data are where somebody asked for. */
  readonly isPlaced?: boolean;
}

export async function readInUse(
  { db, now }: Pick<Ctx, 'db' | 'now'>,
  { ownDomains = 0, isPlaced = false }: Outside = {},
): Promise<InUse> {
  const [[counted = NOTHING]] = await db.read([countUses(now)]);
  const { locations, providers, apiKeys, webhookEndpoints, externalCalendars, series } = counted;
  return {
    quotas: {
      locations,
      providers,
      'own-domains': ownDomains,
      'api-keys': apiKeys,
      'webhook-endpoints': webhookEndpoints,
    },
    features: { 'external-calendars': externalCalendars, series, 'data-residency': isPlaced ? 1 : 0 },
  };
}

/** Bookings made and webhooks tried in a month. A try counts in the month in which its delivery began. */
export async function readMonth(
  { db }: Pick<Ctx, 'db'>,
  month: Month,
): Promise<{ readonly bookings: number; readonly webhookAttempts: number }> {
  const [[counted = { bookings: 0, webhookAttempts: 0 }]] = await db.read([countMonth(month)]);
  return counted;
}
