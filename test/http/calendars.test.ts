import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { ANA, type Api, BARBER, bearer, openApi, problem } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 60_000);
afterAll(() => api.world.stop());

const post = (path: string, json: object = {}) =>
  api.call(path, { method: 'POST', headers: bearer(api.key), json });

async function feedPath(providerId: string): Promise<string> {
  const answer = await api.call('/calendar-links', { headers: bearer(api.key) });
  const { data } = (await answer.json()) as { data: { id: string; url: string }[] };
  const url = new URL(data.find(({ id }) => id === providerId)?.url ?? '');
  return url.pathname + url.search;
}

const get = (path: string, headers = {}, host = BARBER) => api.world.fetchAs(host, path, { headers });

it('a calendar program gets the feed once, and 304 until something changes', async () => {
  const booking = (await (await api.book()).json()) as { id: string; providerId: string };
  const path = await feedPath(booking.providerId);
  const first = await get(path);
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  expect(await first.text()).toContain(`UID:${booking.id}@`);
  const etag = first.headers.get('etag') ?? '';
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await get(path, { 'if-none-match': known });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  }
  await post(`/bookings/${booking.id}/cancel`);
  const changed = await get(path, { 'if-none-match': etag });
  expect([changed.status, await changed.text()]).toEqual([200, expect.stringContaining('STATUS:CANCELLED')]);
});

it('its address opens nothing without the token, and nothing at another tenant', async () => {
  const path = await feedPath(api.wish().providerId);
  expect((await get(path.replace(/token=.*/, 'token=wrong'))).status).toBe(404);
  expect((await get(path.replace(/\?.*/, ''))).status).toBe(404);
  expect((await get(path, {}, api.other.host)).status).toBe(404);
});

it('a series is made, repeated, moved and cancelled over HTTP', async () => {
  const { serviceId, providerId, startsAt } = api.wish();
  const input = { serviceId, providerId, startsAt, rule: 'FREQ=WEEKLY;COUNT=6', customer: ANA };
  const preview = await post('/series/preview', { serviceId, providerId, startsAt, rule: input.rule });
  const { dates } = (await preview.json()) as { dates: { startsAt: string; isFree: boolean }[] };
  const skip = dates.filter(({ isFree }) => !isFree).map((date) => date.startsAt);
  const make = () =>
    api.call('/series', {
      method: 'POST',
      headers: { ...bearer(api.key), 'idempotency-key': 'serie-1' },
      json: { ...input, skip },
    });
  const [made, repeated] = [await make(), await make()];
  expect([made.status, repeated.status, repeated.headers.get('idempotent-replayed')]).toEqual([
    201,
    201,
    'true',
  ]);
  const series = (await made.json()) as { id: string; bookings: { id: string }[] };
  expect(await repeated.json()).toEqual(series);
  const bookingId = series.bookings[0]?.id;
  expect((await problem(post('/series', input))).code).toBe('series-conflict');
  const cancelled = await post(`/series/${series.id}/cancel`, { bookingId, scope: 'all' });
  expect(cancelled.status).toBe(200);
  const read = await api.call(`/series/${series.id}`, { headers: bearer(api.key) });
  const { bookings } = (await read.json()) as { bookings: { status: string }[] };
  expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(['cancelled']));
});

/** A calendar on this machine that is busy for three days. */
async function serveCalendar(): Promise<string> {
  const start = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const event = `BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:${start}\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n`;
  const text = `BEGIN:VCALENDAR\r\n${event}END:VCALENDAR\r\n`;
  const server = createServer((_, outgoing) => outgoing.end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mine.ics`;
}

interface Calendar {
  id: string;
  error: string | null;
  lastReadAt: string | null;
}

async function addCalendar(): Promise<Calendar> {
  const input = { providerId: api.wish().providerId, name: 'Personal', url: await serveCalendar() };
  return (await (await post('/external-calendars', input)).json()) as Calendar;
}

it('a calendar from outside is read inside the real Worker', async () => {
  const { id } = await addCalendar();
  const read = await post(`/external-calendars/${id}/read`);
  expect(await read.json()).toMatchObject({ id, error: null, lastReadAt: expect.any(String) });
  const removed = await api.call(`/external-calendars/${id}`, { method: 'DELETE', headers: bearer(api.key) });
  expect(removed.status).toBe(200);
});

it('and by the sweep, when nobody asks for it', async () => {
  const { id, lastReadAt } = await addCalendar();
  expect(lastReadAt).toBeNull();
  await api.world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
  const reading = async () => {
    const answer = await api.call('/external-calendars', { headers: bearer(api.key) });
    const { data } = (await answer.json()) as { data: Calendar[] };
    return data.find((calendar) => calendar.id === id);
  };
  await expect.poll(async () => (await reading())?.lastReadAt, { timeout: 15_000 }).not.toBeNull();
  expect((await reading())?.error).toBeNull();
});
