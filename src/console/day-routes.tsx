import { Hono } from 'hono';
import { listDay } from '../agenda/desk/list-day.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { bySlug, dateOf, openDesk, perform, sendDesk, zoneAt } from './desk.tsx';
import { DESK_PATH, deskPath } from './links.ts';
import { DayPage } from './pages/day.tsx';
import { MorePage } from './pages/more.tsx';

export const dayPages = new Hono<HonoEnv>();

dayPages.get(DESK_PATH, showDay);
dayPages.get(deskPath('mas'), showMore);

async function showDay(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const { ctx, catalog, query, view } = desk;
  const location = bySlug(catalog.locations, query.sucursal);
  const provider = bySlug(catalog.providers, query.profesional);
  const date = dateOf(desk, zoneAt(desk, location?.id));
  const day = await perform(ctx, listDay, {
    date,
    ...(location && { locationId: location.id }),
    ...(provider && { providerId: provider.id }),
  });
  return sendDesk(c, view, {
    html: <DayPage desk={desk} day={day} location={location} provider={provider} />,
  });
}

async function showMore(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  return sendDesk(c, desk.view, { html: <MorePage desk={desk} /> });
}
