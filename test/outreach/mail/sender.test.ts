import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkSender } from '../../../src/outreach/mail/check-sender.ts';
import { checkSenderNow, readSender } from '../../../src/outreach/mail/read-sender.ts';
import { afterSenderCheck } from '../../../src/outreach/mail/rules/sender-life.ts';
import { ANA, openShop, PARTNER, run, type Shop } from '../../agenda/bookings/shop.ts';
import { NEUTRAL, openPost, type Post, relayAndSend } from './post.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const MINUTE = 60_000;
const ADDRESS = 'turnos@barberiapalermo.com.ar';

let shop: Shop;
let post: Post;
/** The DNS of the world outside. */
const texts = new Map<string, string[]>();
beforeAll(async () => {
  shop = await openShop();
  post = await openPost({
    now: () => shop.world.now,
    hasText: (name, value) => texts.get(name)?.includes(value) === true,
  });
});
afterAll(async () => {
  await post.stop();
  await shop.world.stop();
});
beforeEach(async () => {
  shop.world.now = OPENING;
  texts.clear();
  post.clear();
  await shop.rows('DELETE FROM mail_senders');
  wants({ address: ADDRESS, name: 'La Palermo', replyTo: 'hola@barberiapalermo.com.ar' });
});

function wants(sender: object | undefined): void {
  const { tenant } = shop.world;
  const { profile } = tenant;
  shop.world.tenant = {
    ...tenant,
    schemaVersion: 5,
    profile: { ...profile, brand: { ...profile.brand, sender } },
  };
}

const textsOf = (name: string) => Promise.resolve(texts.get(name) ?? []);
const look = () =>
  checkSender(shop.world.ctx({ actor: { type: 'system', reason: 'relay' } }), {
    service: post.surroundings.service,
    textsOf,
  });
const shown = () => run(readSender, shop.world.ctx({ actor: PARTNER }), {});

/** What whoever keeps the domain's DNS does with what the page shows. */
async function setRecords(): Promise<void> {
  for (const { type, name, value } of (await shown()).records)
    if (type === 'TXT') texts.set(name, [...(texts.get(name) ?? []), value]);
}

async function fromOfNext(): Promise<string | undefined> {
  await shop.book({ ...shop.wish(), customer: ANA });
  await relayAndSend(shop.world, post.surroundings);
  return post.mails().at(-1)?.from;
}

describe('a sender of the shop’s own', () => {
  it('is proven, then verified, and used from then on; answers go where the shop says', async () => {
    await look();
    expect((await shown()).records.map(({ name, isFound }) => [name, isFound])).toEqual([
      ['_correo.barberiapalermo.com.ar', false],
    ]);
    expect(await fromOfNext()).toBe(`"La Palermo" <${NEUTRAL}>`);
    await setRecords();
    await run(checkSenderNow, shop.world.ctx({ actor: PARTNER }), {});
    await look();
    const second = await shown();
    expect([second.status, second.records.length, second.records[0]?.isFound]).toEqual([
      'dns-missing',
      4,
      true,
    ]);
    await setRecords();
    // The mail service looks at the DNS when it is asked, and answers what it knew before.
    for (let times = 0; times < 2; times++) {
      shop.world.now += 10 * MINUTE;
      await look();
    }
    expect((await shown()).status).toBe('verified');
    expect(await fromOfNext()).toBe(`"La Palermo" <${ADDRESS}>`);
    expect(post.mails().at(-1)).toMatchObject({
      replyTo: 'hola@barberiapalermo.com.ar',
      messageId: expect.stringMatching(/@barberiapalermo\.com\.ar>$/),
    });
  });

  it('that another tenant has verified is nobody else’s: without its own proof it stays unused', async () => {
    post.setVerified('barberiapalermo.com.ar', true);
    await look();
    expect((await shown()).status).toBe('dns-missing');
    expect(await fromOfNext()).toContain(NEUTRAL);
  });

  it('whose proof goes away is used until it was missed three times', async () => {
    post.setVerified('barberiapalermo.com.ar', true);
    await setRecords();
    await look();
    expect((await shown()).status).toBe('verified');
    texts.clear();
    for (const expected of ['verified', 'verified', 'lapsed']) {
      shop.world.now += 7 * 3_600_000;
      await look();
      expect((await shown()).status).toBe(expected);
    }
    expect(await fromOfNext()).toContain(NEUTRAL);
  });

  it('that the mail service refuses costs no mail: it goes out from the neutral address', async () => {
    post.setVerified('barberiapalermo.com.ar', true);
    await setRecords();
    await look();
    post.setVerified('barberiapalermo.com.ar', false);
    await shop.book({ ...shop.wish(), customer: ANA });
    await relayAndSend(shop.world, post.surroundings, shop.world.now + 5 * MINUTE);
    expect(post.mails().map(({ from }) => from)).toEqual([`"La Palermo" <${NEUTRAL}>`]);
    expect((await shown()).status).toBe('lapsed');
  });

  it('stays as it is while the DNS does not answer', async () => {
    post.setVerified('barberiapalermo.com.ar', true);
    await setRecords();
    await look();
    shop.world.now += 7 * 3_600_000;
    const ctx = shop.world.ctx({ actor: { type: 'system', reason: 'relay' } });
    const silent = {
      service: post.surroundings.service,
      textsOf: () => Promise.reject(new Error('no answer')),
    };
    await checkSender({ ...ctx, log: { ...ctx.log, warn: () => undefined } }, silent);
    expect((await shown()).status).toBe('verified');
  });

  it('is none: nothing is asked of anybody', async () => {
    wants(undefined);
    expect(await look()).toBeUndefined();
    expect(await shown()).toMatchObject({
      address: null,
      status: null,
      records: [],
      replyTo: expect.any(String),
    });
  });
});

describe('looks at a domain', () => {
  it('come less often once nobody cares', () => {
    const missing = { isProven: false, isVerified: false };
    const pauseAfter = (failures: number) =>
      (afterSenderCheck({ status: 'dns-missing', failures }, missing, 0).nextCheckAt ?? 0) / MINUTE;
    expect([pauseAfter(0), pauseAfter(23), pauseAfter(24)]).toEqual([5, 5, 360]);
  });
});
