import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { ExternalCalendar } from './contract.ts';
import type { ExternalCalendarRow } from './store.ts';

export async function presentExternalCalendar(ctx: Ctx, row: ExternalCalendarRow): Promise<ExternalCalendar> {
  const zone = ctx.tenant.profile.timeZone;
  return {
    id: row.id,
    providerId: row.providerId,
    name: row.name,
    host: new URL(await urlOf(ctx, row)).host,
    lastReadAt: row.lastReadAt === null ? null : formatInstant(row.lastReadAt, zone),
    nextReadAt: formatInstant(row.nextReadAt, zone),
    error: row.lastError,
    createdAt: formatInstant(row.createdAt, zone),
  };
}

/** The address of a calendar, unsealed. */
export async function urlOf(ctx: Ctx, { id, sealedUrl }: ExternalCalendarRow): Promise<string> {
  return await ctx.vault.unseal(sealedUrl, sealedPlace(id));
}

export async function sealedUrlOf(ctx: Ctx, id: string, url: string): Promise<string> {
  return await ctx.vault.seal(url, sealedPlace(id));
}

function sealedPlace(rowId: string) {
  return { table: 'external_calendars', column: 'sealed_url', rowId };
}
