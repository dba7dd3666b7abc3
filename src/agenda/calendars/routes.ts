import { Hono } from 'hono';
import { endpoint } from '../../http/endpoint.ts';
import type { HonoContext, HonoEnv } from '../../http/hono-env.ts';
import { pageContext } from '../../http/request-context.ts';
import { act } from '../../platform/action.ts';
import type { Feed } from './contract.ts';
import { createExternalCalendar } from './create-external-calendar.ts';
import { listCalendarLinks, rotateCalendarLink } from './manage-calendar-links.ts';
import {
  listExternalCalendars,
  readExternalCalendar,
  removeExternalCalendar,
} from './manage-external-calendars.ts';
import { readProviderFeed } from './read-provider-feed.ts';

const tag = 'Calendarios';

export const calendarEndpoints = [
  endpoint('get /calendar-links', listCalendarLinks, { tag }),
  endpoint('post /calendar-links/{id}/rotate', rotateCalendarLink, { tag }),
  endpoint('get /external-calendars', listExternalCalendars, { tag }),
  endpoint('post /external-calendars', createExternalCalendar, { tag, status: 201 }),
  endpoint('delete /external-calendars/{id}', removeExternalCalendar, { tag }),
  endpoint('post /external-calendars/{id}/read', readExternalCalendar, { tag }),
];

/** What calendar programs subscribe to; the address is the only credential that they can carry. */
export function feedRoutes(): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>();
  app.get('/calendars/providers/:file{[A-Za-z0-9_]{1,64}\\.ics}', answerFeed);
  return app;
}

async function answerFeed(c: HonoContext): Promise<Response> {
  const id = (c.req.param('file') ?? '').replace(/\.ics$/, '');
  const input = { id, token: c.req.query('token') ?? '' };
  const { feedText, etag } = (await act(readProviderFeed, pageContext(c), input)) as Feed;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  if (isKnown(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  return c.body(feedText, 200, { ...headers, 'content-type': 'text/calendar; charset=utf-8' });
}

/** RFC 9110 section 13.1.2: a list of tags, compared weakly, or any. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
