import { sql } from 'drizzle-orm';
import { bookings } from '../../agenda/bookings/tables.ts';
import { externalCalendars } from '../../agenda/calendars/tables.ts';
import { locations, providers } from '../../agenda/catalog/tables.ts';
import { makeId } from '../../kernel/ids.ts';
import { apiKeys } from '../../partners/credentials/tables.ts';
import { webhookAttempts, webhookEndpoints } from '../../partners/webhooks/tables.ts';
import { statements } from '../../platform/statements.ts';
import type { Month } from './rules/month.ts';

/** What there is now of everything that a plan may limit. */
export function countUses(now: number) {
  return statements
    .select({
      locations: sql<number>`(SELECT count(*) FROM ${locations} WHERE is_active = 1)`,
      providers: sql<number>`(SELECT count(*) FROM ${providers} WHERE is_active = 1)`,
      apiKeys: sql<number>`(SELECT count(*) FROM ${apiKeys} WHERE revoked_at IS NULL)`,
      webhookEndpoints: sql<number>`(SELECT count(*) FROM ${webhookEndpoints})`,
      externalCalendars: sql<number>`(SELECT count(*) FROM ${externalCalendars})`,
      series: sql<number>`(SELECT count(DISTINCT series_id) FROM ${bookings}
        WHERE series_id IS NOT NULL AND starts_at > ${now} AND status IN ('pending', 'confirmed'))`,
    })
    .from(sql`(SELECT 1)`);
}

/** What was begun in a month. Ids sort by the time of their making: the range is read from the key, not the table. */
export function countMonth({ from, before }: Month) {
  return statements
    .select({
      bookings: sql<number>`(SELECT count(*) FROM ${bookings}
        WHERE id >= ${firstId('bkg', from)} AND id < ${firstId('bkg', before)})`,
      webhookAttempts: sql<number>`(SELECT count(*) FROM ${webhookAttempts}
        WHERE delivery_id >= ${firstId('dlv', from)} AND delivery_id < ${firstId('dlv', before)})`,
    })
    .from(sql`(SELECT 1)`);
}

/** No id of that kind that was made at `at` or later sorts before it. */
function firstId(prefix: 'bkg' | 'dlv', at: number): string {
  return makeId(prefix, at, new Uint8Array(16));
}
