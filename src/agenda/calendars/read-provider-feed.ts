import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { digest } from '../../platform/secrets.ts';
import { discreetTitleOf } from '../../tenancy/verticals/read-vertical.ts';
import { bookingsQuery } from '../bookings/list-bookings.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { type Feed, feedRequestSchema, feedSchema } from './contract.ts';
import { isFeedToken } from './manage-calendar-links.ts';
import { providerFeed } from './rules/provider-feed.ts';
import { blocksOf, calendarLinkOf } from './store.ts';

const DAY_MS = 86_400_000;
const DAYS_BACK = 30;
const DAYS_AHEAD = 180;
/** More than one person can serve in that time. */
const MOST = 10_000;

export const readProviderFeed = action({
  name: 'calendar-feeds.read',
  summary: 'Los turnos de un profesional como calendario (iCalendar), con el token de su dirección',
  permission: 'calendar-feeds:read',
  input: feedRequestSchema,
  output: feedSchema,
  problems: ['not-found'],
  run: runReadProviderFeed,
});

/** From 30 days ago to 180 days from now, in whole days, so that a feed in which nothing happened stays the same. */
async function runReadProviderFeed(ctx: Ctx, { id, token }: { id: string; token: string }): Promise<Feed> {
  const today = Math.floor(ctx.now / DAY_MS) * DAY_MS;
  const span = { providerId: id, from: today - DAYS_BACK * DAY_MS, to: today + DAYS_AHEAD * DAY_MS };
  const reading = catalogRead(ctx);
  const [catalogRows, [link], bookings, blocks] = await ctx.db.read([
    reading.query,
    calendarLinkOf(id),
    bookingsQuery({ ...span, limit: MOST }),
    blocksOf(span),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const provider = catalog.providerById.get(id);
  const isKnown = await isFeedToken(ctx, token, link ?? { providerId: id, generation: 1 });
  if (provider === undefined || !isKnown) throw new AppError('not-found', 'No existe ese calendario.');
  const feedText = providerFeed({
    catalog,
    organization: ctx.tenant.profile.name,
    host: ctx.tenant.canonicalHost,
    providerName: provider.name,
    discreetTitle: discreetTitleOf(ctx.tenant.profile.vertical),
    bookings,
    blocks,
  });
  return { feedText, etag: `"${await digest(feedText)}"` };
}
