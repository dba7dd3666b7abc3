import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findSlots } from '../../../src/agenda/availability/find-slots.ts';
import type { ExternalCalendar } from '../../../src/agenda/calendars/contract.ts';
import { createExternalCalendar } from '../../../src/agenda/calendars/create-external-calendar.ts';
import {
  listExternalCalendars,
  readExternalCalendar,
  removeExternalCalendar,
} from '../../../src/agenda/calendars/manage-external-calendars.ts';
import { readDueCalendars } from '../../../src/agenda/calendars/read-external-calendars.ts';
import { openShop, PARTNER, problemOf, run, type Shop } from '../bookings/shop.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const MINUTE = 60_000;

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

let shop: Shop;
let server: Server;
let asked: IncomingMessage[] = [];
let answer: Answer;

beforeAll(async () => {
  shop = await openShop();
  server = createServer((incoming, outgoing) => {
    asked.push(incoming);
    answer(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await shop.world.stop();
});
beforeEach(async () => {
  await shop.rows('DELETE FROM external_calendars');
  shop.world.now = OPENING;
  asked = [];
});

const partner = () => shop.world.ctx({ actor: PARTNER });
const system = () => shop.world.ctx({ actor: { type: 'system', reason: 'sweep' } });
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The server has one event for each start: an hour from then. */
function serve(...starts: string[]): void {
  serveText(
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${starts
      .map(
        (start, index) =>
          `BEGIN:VEVENT\r\nUID:${index}\r\nDTSTART:${start}\r\nDURATION:PT1H\r\nEND:VEVENT\r\n`,
      )
      .join('')}END:VCALENDAR\r\n`,
  );
}

function serveText(text: string, status = 200): void {
  answer = (_, outgoing) => outgoing.writeHead(status, { 'content-type': 'text/calendar' }).end(text);
}

async function add(path = '/mine.ics'): Promise<ExternalCalendar> {
  const input = { providerId: shop.id('nicolas-ferreyra'), name: 'Personal', url: `${origin()}${path}` };
  return await run(createExternalCalendar, partner(), input);
}

const readNow = (id: string) => run(readExternalCalendar, partner(), { id });

async function busy(id: string): Promise<string[]> {
  const rows = await shop.rows(
    `SELECT starts_at FROM busy_times WHERE owner_id = '${id}' ORDER BY starts_at`,
  );
  return rows.map(({ starts_at }) => new Date(Number(starts_at)).toISOString().slice(5, 16));
}

describe('a calendar that is read', () => {
  it('makes its owner busy: nobody is offered that time, nobody can take it', async () => {
    serve('20261125T130000Z');
    const { id } = await add();
    expect(await readNow(id)).toMatchObject({
      error: null,
      lastReadAt: '2026-11-24T09:00:00-03:00',
      name: 'Personal',
    });
    expect(await busy(id)).toEqual(['11-25T13:00']);
    const wish = { serviceId: shop.id('corte-clasico'), providerId: shop.id('nicolas-ferreyra') };
    const { slots } = await findSlots(partner(), { ...wish, from: '2026-11-25', to: '2026-11-25' });
    const first = Math.min(...slots.map(({ startMinute }) => startMinute));
    expect(new Date(first * MINUTE).toISOString()).toBe('2026-11-25T14:00:00.000Z');
    const startsAt = '2026-11-25T10:30:00-03:00';
    expect(await problemOf(shop.book({ ...wish, startsAt }))).toBe('slot-taken');
  });

  it('is reality: it stands over bookings that were there, which stay', async () => {
    const booking = await shop.book({ ...shop.wish(), startsAt: '2026-11-26T10:00:00-03:00' });
    serve('20261126T130000Z');
    const { id } = await add();
    await readNow(id);
    expect(await busy(id)).toEqual(['11-26T13:00']);
    expect(await shop.rows(`SELECT id FROM busy_times WHERE owner_id = '${booking.id}'`)).toHaveLength(1);
  });

  it('gives back what is in it no more', async () => {
    serve('20261127T130000Z', '20261127T150000Z');
    const { id } = await add();
    await readNow(id);
    serve('20261127T150000Z');
    await readNow(id);
    expect(await busy(id)).toEqual(['11-27T15:00']);
    await shop.book({ ...shop.wish(), startsAt: '2026-11-27T10:00:00-03:00' });
    serve();
    await readNow(id);
    expect(await busy(id)).toEqual([]);
    await shop.book({ ...shop.wish(), startsAt: '2026-11-27T12:00:00-03:00' });
  });

  it('and says the same again writes nothing', async () => {
    serve('20261201T130000Z');
    const { id } = await add();
    await readNow(id);
    const version = async () => (await shop.rows('SELECT agenda FROM versions'))[0]?.agenda;
    const before = await version();
    shop.world.now = OPENING + 5 * MINUTE;
    expect((await readNow(id)).lastReadAt).toBe('2026-11-24T09:05:00-03:00');
    expect(await version()).toBe(before);
  });

  it('is asked only for news, but once a day for all of it', async () => {
    answer = (incoming, outgoing) => {
      if (incoming.headers['if-none-match'] === '"1"') outgoing.writeHead(304).end();
      else outgoing.writeHead(200, { etag: '"1"' }).end('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    };
    const { id } = await add();
    for (const later of [0, 20 * MINUTE, 24 * 60 * MINUTE]) {
      shop.world.now = OPENING + later;
      expect((await readNow(id)).error).toBeNull();
    }
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', undefined]);
  });
});

describe('a calendar that cannot be read', () => {
  const tooLong = `BEGIN:VCALENDAR\r\nX-A:${'x'.repeat(1024 * 1024)}\r\nEND:VCALENDAR\r\n`;
  it.each<[string, string, Answer | string]>([
    ['an error', '500', (_, outgoing) => outgoing.writeHead(500).end()],
    ['a page', 'iCalendar', '<html>Sign in</html>'],
    ['too much', '1 MiB', tooLong],
    ['a hang-up', 'conectar', (incoming) => incoming.socket.destroy()],
    [
      'an endless redirect',
      'demasiadas',
      (_, outgoing) => outgoing.writeHead(302, { location: '/again' }).end(),
    ],
    [
      'a redirect into a private network',
      'destino',
      (_, outgoing) => outgoing.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    ],
    [
      'a rule that is not known',
      'repetición',
      'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261125T130000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
    ],
  ])('by %s says why and keeps what it said last', async (_, word, failure) => {
    serve('20261202T130000Z');
    const { id } = await add();
    await readNow(id);
    if (typeof failure === 'string') serveText(failure);
    else answer = failure;
    shop.world.now = OPENING + MINUTE;
    const failed = await readNow(id);
    expect(failed.error).toContain(word);
    expect(failed.lastReadAt).toBe('2026-11-24T09:00:00-03:00');
    expect(await busy(id)).toEqual(['12-02T13:00']);
  });

  it('follows a redirect that leads somewhere', async () => {
    answer = (incoming, outgoing) => {
      if (incoming.url === '/mine.ics') outgoing.writeHead(301, { location: '/moved.ics' }).end();
      else outgoing.writeHead(200).end('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    };
    const { id } = await add();
    expect((await readNow(id)).error).toBeNull();
    expect(asked.map(({ url }) => url)).toEqual(['/mine.ics', '/moved.ics']);
  });
});

describe('the sweep', () => {
  it('reads what is due, every 15 minutes, and what fails less and less often', async () => {
    serve('20261203T130000Z');
    const { id } = await add();
    await readDueCalendars(system());
    expect(await busy(id)).toEqual(['12-03T13:00']);
    shop.world.now = OPENING + 15 * MINUTE - 1;
    await readDueCalendars(system());
    expect(asked).toHaveLength(1);
    serveText('', 503);
    for (const [after, times] of [
      [15, 2],
      [44, 2],
      [45, 3],
      [104, 3],
      [105, 4],
    ] as const) {
      shop.world.now = OPENING + after * MINUTE;
      await readDueCalendars(system());
      expect([after, asked.length]).toEqual([after, times]);
    }
    serve('20261203T150000Z');
    shop.world.now = OPENING + 300 * MINUTE;
    await readDueCalendars(system());
    expect((await run(listExternalCalendars, partner(), {})).data).toMatchObject([
      { error: null, nextReadAt: '2026-11-24T14:15:00-03:00' },
    ]);
    expect(await busy(id)).toEqual(['12-03T15:00']);
  });

  it('twice at once reads each calendar once; one that fails keeps nobody waiting', async () => {
    answer = (incoming, outgoing) => {
      if (incoming.url === '/broken.ics') incoming.socket.destroy();
      else outgoing.writeHead(200).end('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    };
    await add('/broken.ics');
    for (let made = 0; made < 6; made++) await add(`/${made}.ics`);
    await Promise.all([readDueCalendars(system()), readDueCalendars(system())]);
    expect(asked.map(({ url }) => url).toSorted()).toEqual([
      '/0.ics',
      '/1.ics',
      '/2.ics',
      '/3.ics',
      '/4.ics',
      '/5.ics',
      '/broken.ics',
    ]);
  });
});

describe('removing one', () => {
  it('gives its time back', async () => {
    serve('20261204T130000Z');
    const { id } = await add();
    await readNow(id);
    await run(removeExternalCalendar, partner(), { id });
    expect(await busy(id)).toEqual([]);
    expect((await run(listExternalCalendars, partner(), {})).data).toEqual([]);
    await shop.book({ ...shop.wish(), startsAt: '2026-12-04T10:00:00-03:00' });
  });

  it('while it is being read leaves nothing behind', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    serve('20261204T160000Z');
    const serveNow = answer;
    answer = (incoming, outgoing) => void gate.then(() => serveNow(incoming, outgoing));
    const { id } = await add();
    const reading = readDueCalendars(system());
    await expect.poll(() => asked.length).toBe(1);
    await run(removeExternalCalendar, partner(), { id });
    release();
    await reading;
    expect(await busy(id)).toEqual([]);
  });
});

describe('an address', () => {
  it('is sealed in the database and shown to nobody', async () => {
    const calendar = await add('/secret-address.ics');
    const [row] = await shop.rows('SELECT sealed_url FROM external_calendars');
    const shown = JSON.stringify([row, calendar, await run(listExternalCalendars, partner(), {})]);
    expect(shown).not.toContain('secret-address');
    expect(calendar.host).toBe(new URL(origin()).host);
  });

  it('of webcal is one of https', async () => {
    const input = {
      providerId: shop.id('nicolas-ferreyra'),
      name: 'x',
      url: 'webcal://calendar.example.com/a.ics',
    };
    expect((await run(createExternalCalendar, partner(), input)).host).toBe('calendar.example.com');
  });

  it.each([
    ['a private network', { url: 'https://10.0.0.1/a.ics' }, 'calendar-target-refused'],
    ['metadata', { url: 'http://169.254.169.254/' }, 'calendar-target-refused'],
    ['a file', { url: 'file:///etc/passwd' }, 'calendar-target-refused'],
    ['nowhere', { url: 'calendar' }, 'calendar-target-refused'],
    ['another tenant’s provider', { providerId: 'prv_other' }, 'not-found'],
  ])('of %s is refused', async (_, change, code) => {
    const input = {
      providerId: shop.id('nicolas-ferreyra'),
      name: 'x',
      url: 'https://example.com/a.ics',
      ...change,
    };
    expect(await problemOf(run(createExternalCalendar, partner(), input))).toBe(code);
  });

  it('that does not exist is not found', async () => {
    expect(await problemOf(readNow('cal_other'))).toBe('not-found');
    expect(await problemOf(run(removeExternalCalendar, partner(), { id: 'cal_other' }))).toBe('not-found');
  });
});
