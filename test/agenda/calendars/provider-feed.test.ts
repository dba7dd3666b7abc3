import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlock } from '../../../src/agenda/blocks/create-block.ts';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import {
  listCalendarLinks,
  rotateCalendarLink,
} from '../../../src/agenda/calendars/manage-calendar-links.ts';
import { readProviderFeed } from '../../../src/agenda/calendars/read-provider-feed.ts';
import { providerFeed } from '../../../src/agenda/calendars/rules/provider-feed.ts';
import { indexCatalog } from '../../../src/agenda/catalog/rules.ts';
import { openShop, PARTNER, problemOf, run, type Shop } from '../bookings/shop.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const partner = () => shop.world.ctx({ actor: PARTNER });

async function linkOf(slug: string) {
  const { data } = await run(listCalendarLinks, partner(), {});
  const link = data.find(({ id }) => id === shop.id(slug));
  if (link === undefined) throw new Error(`No link of ${slug}`);
  return link;
}

const tokenOf = ({ url }: { url: string }) => new URL(url).searchParams.get('token') ?? '';

async function feed(slug = 'nicolas-ferreyra') {
  return await run(readProviderFeed, shop.world.ctx(), {
    id: shop.id(slug),
    token: tokenOf(await linkOf(slug)),
  });
}

async function events(slug?: string) {
  const { feedText } = await feed(slug);
  const calendar = new ICAL.Component(ICAL.parse(feedText));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      startsAt: event.startDate.toJSDate().getTime(),
      endsAt: event.endDate.toJSDate().getTime(),
      summary: event.summary,
      description: event.description,
      status: component.getFirstPropertyValue('status'),
      transparency: component.getFirstPropertyValue('transp'),
    };
  });
}

const eventOf = async (id: string) =>
  (await events()).filter(({ uid }) => uid === `${id}@barberia-palermo.test`);

describe('a provider’s calendar', () => {
  it('tells no stranger who looks over a shoulder what it is for, nor with whom, where that is nobody’s business', async () => {
    const booking = await shop.book(shop.wish());
    const { tenant } = shop.world;
    shop.world.tenant = { ...tenant, profile: { ...tenant.profile, vertical: 'psychology' } };
    const [discreet] = await eventOf(booking.id);
    shop.world.tenant = tenant;
    expect(discreet).toMatchObject({ summary: 'Sesión · A. S.', description: `Código ${booking.code}.` });
    expect((await eventOf(booking.id))[0]?.summary).toBe('Corte clásico · Ana Suárez');
  });

  it('has each booking once, under a name that stays, whatever happens to it', async () => {
    const booking = await shop.book({ ...shop.wish(), notes: 'Sin máquina; gracias' });
    const [made] = await eventOf(booking.id);
    expect(made).toMatchObject({
      sequence: 1,
      startsAt: Date.parse(booking.startsAt),
      endsAt: Date.parse(booking.endsAt),
      summary: 'Corte clásico · Ana Suárez',
      status: 'CONFIRMED',
    });
    expect(made?.description).toContain(booking.code);
    expect(made?.description).toContain('Sin máquina; gracias');
    const { startsAt } = shop.wish();
    await run(rescheduleBooking, partner(), { id: booking.id, startsAt });
    expect(await eventOf(booking.id)).toMatchObject([{ sequence: 2, startsAt: Date.parse(startsAt) }]);
    await run(cancelBooking, partner(), { id: booking.id });
    expect(await eventOf(booking.id)).toMatchObject([
      { sequence: 3, status: 'CANCELLED', transparency: 'TRANSPARENT' },
    ]);
  });

  it('says what it is and how often to come back', async () => {
    const { feedText } = await feed();
    const unfolded = feedText.replaceAll('\r\n ', '');
    for (const line of [
      'METHOD:PUBLISH',
      'X-WR-CALNAME:Nicolás Ferreyra · Barbería Palermo',
      'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ])
      expect(unfolded.split('\r\n')).toContain(line);
  });

  it('has what is pending as tentative, and what is blocked, in one piece', async () => {
    const pending = await shop.book(shop.wish());
    await shop.rows(`UPDATE bookings SET status = 'pending', pending_reason = 'approval', pending_until = ${OPENING + 3_600_000},
      revision = revision + 1 WHERE id = '${pending.id}'`);
    expect((await eventOf(pending.id))[0]?.status).toBe('TENTATIVE');
    const startsAt = '2026-12-20T00:00:00-03:00';
    const endsAt = '2026-12-22T12:00:00-03:00';
    const input = { subjectId: shop.id('nicolas-ferreyra'), startsAt, endsAt, reason: 'Vacaciones' };
    const { id } = await run(createBlock, partner(), input);
    expect(await eventOf(id)).toMatchObject([
      {
        startsAt: Date.parse(startsAt),
        endsAt: Date.parse(endsAt),
        summary: 'Vacaciones',
        status: 'CONFIRMED',
        transparency: 'OPAQUE',
      },
    ]);
  });

  it('is of one provider alone, and names no link that would change a booking', async () => {
    const booking = await shop.book(shop.wish());
    expect((await events('federico-sosa')).some(({ uid }) => uid.startsWith(booking.id))).toBe(false);
    expect((await feed()).feedText).not.toContain(booking.manageToken);
  });

  it('reaches from 30 days ago to 180 days from now', async () => {
    const { id, startsAt } = await shop.book(shop.wish());
    const isThere = async (now: number) => {
      shop.world.now = now;
      const found = await eventOf(id);
      shop.world.now = OPENING;
      return found.length === 1;
    };
    const at = Date.parse(startsAt);
    expect(await isThere(at + 29 * 86_400_000)).toBe(true);
    expect(await isThere(at + 31 * 86_400_000)).toBe(false);
    expect(await isThere(at - 179 * 86_400_000)).toBe(true);
    expect(await isThere(at - 181 * 86_400_000)).toBe(false);
  });

  it('has the same tag as long as nothing in it changes, another as soon as anything does', async () => {
    const booking = await shop.book(shop.wish());
    const { etag, feedText } = await feed();
    shop.world.now = OPENING + 3_600_000;
    expect(await feed()).toEqual({ etag, feedText });
    shop.world.now = OPENING;
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    await shop.rows(
      `UPDATE bookings SET notes = 'Llega tarde', revision = revision + 1 WHERE id = '${booking.id}'`,
    );
    expect((await feed()).etag).not.toBe(etag);
  });
});

describe('its address', () => {
  it('opens for its token alone, and an unknown calendar looks like a wrong token', async () => {
    const [mine, other] = [await linkOf('nicolas-ferreyra'), await linkOf('federico-sosa')];
    const open = (id: string, token: string) =>
      problemOf(run(readProviderFeed, shop.world.ctx(), { id, token }));
    expect(mine.url).toContain(`https://barberia-palermo.test/calendars/providers/${mine.id}.ics?token=`);
    expect(await open(mine.id, tokenOf(mine))).toBe('none');
    expect(await open(mine.id, tokenOf(other))).toBe('not-found');
    expect(await open(mine.id, '')).toBe('not-found');
    expect(await open(mine.id, `${tokenOf(mine)}A`)).toBe('not-found');
    expect(await open('prv_other', tokenOf(mine))).toBe('not-found');
  });

  it('can be changed: then only the new one opens', async () => {
    const before = await linkOf('agustin-molina');
    const rotated = await run(rotateCalendarLink, partner(), { id: before.id });
    expect(await linkOf('agustin-molina')).toEqual(rotated);
    expect(rotated.url).not.toBe(before.url);
    const open = (token: string) =>
      problemOf(run(readProviderFeed, shop.world.ctx(), { id: before.id, token }));
    expect([await open(tokenOf(before)), await open(tokenOf(rotated))]).toEqual(['not-found', 'none']);
    expect(await problemOf(run(rotateCalendarLink, partner(), { id: 'prv_other' }))).toBe('not-found');
  });
});

it('a block in several stretches has a name for each', () => {
  const empty = {
    locations: [],
    services: [],
    providers: [],
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: [],
    datedHours: [],
  };
  const block = (startsAt: number) => ({
    ownerId: 'blk_1',
    startsAt,
    endsAt: startsAt + 60_000,
    writtenAt: 0,
    reason: null,
  });
  const text = providerFeed({
    catalog: indexCatalog(1, empty),
    organization: 'O',
    host: 'h',
    providerName: 'P',
    bookings: [],
    blocks: [block(60_000), block(600_000)],
  });
  expect([...text.matchAll(/UID:(.*)\r/g)].map(([, uid]) => uid)).toEqual(['blk_1@h', 'blk_1.1@h']);
});
