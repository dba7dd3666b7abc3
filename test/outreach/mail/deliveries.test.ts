import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { confirmBooking } from '../../../src/agenda/desk/confirm-booking.ts';
import { purgeExpired } from '../../../src/operations/sweep/purge-expired.ts';
import { deliverMail } from '../../../src/outreach/mail/deliver-mail.ts';
import { relayMail } from '../../../src/outreach/mail/relay-mail.ts';
import { MAIL_SCHEMA } from '../../../src/outreach/mail/rules/mail-plan.ts';
import { ANA, openShop, PARTNER, run, type Shop } from '../../agenda/bookings/shop.ts';
import { NEUTRAL, openPost, type Post, relayAndSend } from './post.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const DAY = 86_400_000;

let shop: Shop;
let post: Post;
let random = 0;

beforeAll(async () => {
  shop = await openShop();
  // A walk through [0, 1) that every start draws alike.
  post = await openPost({
    now: () => shop.world.now,
    random: () => {
      random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return random / 2 ** 32;
    },
  });
});
afterAll(async () => {
  await post.stop();
  await shop.world.stop();
});
beforeEach(async () => {
  shop.world.now = OPENING;
  await shop.rows('DELETE FROM mail_messages');
  await shop.rows('UPDATE mail_cursor SET sequence = coalesce((SELECT max(sequence) FROM events), 0)');
  post.faults.clear();
  post.clear();
});

const partner = () => shop.world.ctx({ actor: PARTNER });
const send = (until?: number) => relayAndSend(shop.world, post.surroundings, until);
const states = () => shop.rows('SELECT kind, status, reason FROM mail_messages ORDER BY due_at, id');
const subjects = () => post.mails().map(({ subject }) => subject);

describe('a booking', () => {
  it('is confirmed by one mail: link, calendar, the shop’s name, its address for answers', async () => {
    const booking = await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    const [mail, ...others] = post.mails();
    expect(others).toEqual([]);
    const { profile } = shop.world.tenant;
    expect(mail).toMatchObject({
      from: `"${profile.name}" <${NEUTRAL}>`,
      to: ['ana@example.com'],
      replyTo: profile.contact.email,
      subject: 'Reserva: tu turno del miércoles 25 de noviembre a las 10:00',
    });
    expect(mail?.html).toContain(`href="${booking.manageUrl}"`);
    expect(mail?.text).toContain(booking.manageUrl);
    expect(mail?.text).toContain('Corte clásico');
    const [file] = mail?.attachments ?? [];
    const calendar = new ICAL.Component(ICAL.parse(Buffer.from(file?.content ?? '', 'base64').toString()));
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
    expect(event.startDate.toJSDate().toISOString()).toBe('2026-11-25T13:00:00.000Z');
  });

  it('of a discreet line of business tells when and where, and not what or with whom', async () => {
    const { tenant } = shop.world;
    shop.world.tenant = { ...tenant, profile: { ...tenant.profile, vertical: 'psychology' } };
    const booking = await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    shop.world.tenant = tenant;
    const [mail] = post.mails();
    const file = Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString();
    const told = [mail?.subject, mail?.text, mail?.html, file].join();
    expect(told).toContain(booking.manageUrl);
    for (const secret of ['Corte clásico', 'Con ', '14.000'])
      expect([secret, told.includes(secret)]).toEqual([secret, false]);
  });

  it('names the platform nowhere: not in headers, not in the body', async () => {
    await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    const [mail] = post.mails();
    expect(JSON.stringify({ ...mail, idempotencyKey: '' })).not.toMatch(/barberpro|resend|plataforma/i);
    expect(mail?.messageId).toMatch(/@correo\.example>$/);
  });

  it('without an e-mail address is told to nobody', async () => {
    await shop.book({ ...shop.wish(), customer: { name: 'Leo', phone: '11 2345-6789' } });
    await send(OPENING + 30 * DAY);
    expect(await states()).toEqual([]);
  });

  it('that is moved and cancelled is three mails, however often anybody looks', async () => {
    const { id } = await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    await run(rescheduleBooking, partner(), { id, startsAt: shop.wish().startsAt });
    await send();
    await run(cancelBooking, partner(), { id, by: 'shop', reason: 'Se cortó la luz' });
    for (let times = 0; times < 3; times++) await send();
    await shop.rows('UPDATE mail_cursor SET sequence = 0');
    await send();
    const own = `subject_id = '${id}' AND status = 'sent'`;
    expect(
      await shop.rows(`SELECT kind FROM mail_messages WHERE ${own} ORDER BY created_at, id`),
    ).toHaveLength(3);
    const ofBooking = post
      .mails()
      .filter(({ text }) => text.includes(id) || text.includes('Se cortó la luz'));
    expect(ofBooking.map(({ subject }) => subject.split(':')[0])).toEqual([
      'Reserva',
      'Cambio de horario',
      'Cancelación',
    ]);
  });

  it('that has moved on before its mail left is told as it is now, once', async () => {
    const { id } = await shop.book({ ...shop.wish(), customer: ANA });
    const { startsAt } = await run(rescheduleBooking, partner(), { id, startsAt: shop.wish().startsAt });
    await send();
    expect(subjects()).toEqual([expect.stringMatching(/^Cambio de horario/)]);
    expect(await states()).toContainEqual({
      kind: 'booking-confirmed',
      status: 'skipped',
      reason: 'overtaken',
    });
    expect(post.mails()[0]?.text).toContain(`a las ${startsAt.slice(11, 16)}`);
  });

  it('that waits for a yes says so, and then what became of it', async () => {
    const confirm = async (how: string) => {
      await shop.rows(`UPDATE services SET confirmation = '${how}' WHERE slug = 'corte-clasico'`);
      await shop.rows('UPDATE versions SET catalog = catalog + 1');
    };
    await confirm('approval');
    const wishes = [shop.wish(), shop.wish()];
    const yes = await shop.book({ ...wishes[0], customer: ANA });
    const no = await shop.book({ ...wishes[1], customer: ANA });
    await confirm('automatic');
    expect([yes.status, no.status]).toEqual(['pending', 'pending']);
    await send();
    await run(confirmBooking, partner(), { id: yes.id });
    await run(cancelBooking, partner(), { id: no.id, by: 'shop', reason: 'Ese día cerramos' });
    await send();
    const told = post.mails().map(({ subject, attachments }) => [subject.slice(0, 16), attachments.length]);
    expect(told.toSorted()).toEqual([
      ['Confirmación: tu', 1],
      ['No pudimos confi', 0],
      ['Recibimos tu ped', 0],
      ['Recibimos tu ped', 0],
    ]);
  });
});

describe('a mail service that fails', () => {
  it('in three of ten requests, and loses two answers of ten: one mail for each booking all the same', async () => {
    post.faults.add({ kind: 'status', status: 503, percent: 30 });
    post.faults.add({ kind: 'lost-answer', percent: 20 });
    const before = post.requests();
    const booked: string[] = [];
    for (let times = 0; times < 24; times++) {
      shop.world.now = OPENING + times;
      const { id } = await shop.book({
        ...shop.wish(),
        customer: { name: 'Bea', email: `b${times}@example.com` },
      });
      booked.push(id);
    }
    await send(OPENING + 20 * 3_600_000);
    const sentTo = post
      .mails()
      .filter(({ subject }) => subject.startsWith('Reserva'))
      .map(({ to }) => to[0]);
    expect(sentTo.toSorted()).toEqual(booked.map((_, index) => `b${index}@example.com`).toSorted());
    // It was hard: answers were lost, and asked for again.
    expect(post.requests() - before).toBeGreaterThan(booked.length * 1.3);
    expect(
      await shop.rows(`SELECT DISTINCT status FROM mail_messages WHERE kind = 'booking-confirmed'`),
    ).toEqual([{ status: 'sent' }]);
  });

  it('for longer than a day: the mail is dead, and says why', async () => {
    post.faults.add({ kind: 'status', status: 500 });
    await shop.book({ ...shop.wish(), customer: ANA });
    await send(OPENING + 2 * DAY);
    expect(post.mails()).toEqual([]);
    expect((await states())[0]).toEqual({ kind: 'booking-confirmed', status: 'dead', reason: 'http-500' });
    expect(
      (await shop.rows(`SELECT attempts FROM mail_messages WHERE kind = 'booking-confirmed'`))[0],
    ).toEqual({ attempts: 9 });
  });

  it('asks for time and gets it', async () => {
    post.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 900, times: 1 });
    await shop.book({ ...shop.wish(), customer: ANA });
    await send(OPENING + 899_000);
    expect(post.mails()).toEqual([]);
    await send(OPENING + 900_000);
    expect(post.mails()).toHaveLength(1);
  });

  it('does not take an address: the mail is dead at once', async () => {
    await shop.book({ ...shop.wish(), customer: ANA });
    await relayMail(shop.world.ctx({ actor: { type: 'system', reason: 'relay' } }));
    await shop.rows(`UPDATE mail_messages SET recipient = 'no es una casilla'`);
    await send();
    expect((await states())[0]).toMatchObject({ status: 'dead', reason: 'invalid-address' });
  });
});

describe('two who send at once', () => {
  it('send each mail once', async () => {
    for (let times = 0; times < 6; times++) await shop.book({ ...shop.wish(), customer: ANA });
    const system = () => shop.world.ctx({ actor: { type: 'system', reason: 'relay' } });
    const before = post.requests();
    await Promise.all([relayMail(system()), relayMail(system()), relayMail(system())]);
    await Promise.all([
      deliverMail(system(), post.surroundings),
      deliverMail(system(), post.surroundings),
      deliverMail(system(), post.surroundings),
    ]);
    expect([post.mails().length, post.requests() - before]).toEqual([6, 6]);
  });
});

describe('mails that are over', () => {
  it('are kept for half a year, and those that are still to come for as long as it takes', async () => {
    const live = shop.world.tenant;
    shop.world.tenant = { ...live, schemaVersion: MAIL_SCHEMA };
    await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    const sweep = (days: number) => {
      shop.world.now = OPENING + days * DAY;
      return purgeExpired(shop.world.ctx({ actor: { type: 'system', reason: 'sweep' } }));
    };
    await sweep(179);
    expect(await states()).toHaveLength(3);
    await sweep(181);
    expect((await states()).map(({ status }) => status)).toEqual(['pending', 'pending']);
    shop.world.tenant = live;
  });
});

describe('a tenant that is not live yet', () => {
  it('mails nothing, and misses nothing once it is', async () => {
    const live = shop.world.tenant;
    shop.world.tenant = { ...live, status: 'provisioning' };
    await shop.book({ ...shop.wish(), customer: ANA });
    await send();
    expect(await states()).toEqual([]);
    shop.world.tenant = live;
    await send();
    expect(post.mails()).toHaveLength(1);
  });
});
