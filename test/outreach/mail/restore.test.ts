import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { findSlots } from '../../../src/agenda/availability/find-slots.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { SCOPES } from '../../../src/kernel/actor.ts';
import { addDays, localDateOf } from '../../../src/kernel/local-time.ts';
import { relayMail } from '../../../src/outreach/mail/relay-mail.ts';
import { act } from '../../../src/platform/action.ts';
import { advanceRestore } from '../../../src/tenancy/backups/advance-restore.ts';
import type { Restore } from '../../../src/tenancy/backups/contract.ts';
import { restoreTenant } from '../../../src/tenancy/backups/restore-tenant.ts';
import { tenantBySlug } from '../../../src/tenancy/backups/store.ts';
import { takeBackup } from '../../../src/tenancy/backups/take-backup.ts';
import { type RestoreWorld, startRestoreWorld } from '../../support/restore-world.ts';
import { contextOf, memoryLocks, type TenantWorld } from '../../support/tenant-world.ts';
import { openPost, type Post, relayAndSend } from './post.ts';

const PARTNER = { type: 'api-key', keyId: 'key_1', scopes: SCOPES } as const;
const DAY = 86_400_000;

let world: RestoreWorld;
let post: Post;
beforeEach(async () => {
  world = await startRestoreWorld();
  // Backups and restores go by the clock on the wall.
  world.shop.now = Date.now();
  post = await openPost({ now: () => world.shop.now });
});
afterEach(async () => {
  await post.stop();
  await world.stop();
});

/** A cut some days from now, of a customer with a number for a name. */
async function book(number: number): Promise<void> {
  const { shop } = world;
  const [services] = await shop.database.write(["SELECT id FROM services WHERE slug = 'corte-clasico'"]);
  const serviceId = String(services?.rows[0]?.id);
  const today = localDateOf(shop.now, shop.tenant.profile.timeZone);
  const ctx = shop.ctx({ actor: PARTNER });
  const { slots } = await findSlots(ctx, { serviceId, from: addDays(today, 3), to: addDays(today, 9) });
  const slot = slots[number * 5];
  await act(createBooking, ctx, {
    serviceId,
    providerId: slot?.providerId,
    startsAt: new Date((slot?.startMinute ?? 0) * 60_000).toISOString(),
    customer: { name: `Ana ${number}`, email: `ana${number}@example.com` },
  });
}

/** Three bookings: one was told, one is written down and waits, of one nobody has looked at the event yet. */
async function threeBookings(): Promise<void> {
  await book(1);
  await relayAndSend(world.shop, post.surroundings);
  await book(2);
  await relayMail(world.shop.ctx({ actor: { type: 'system', reason: 'relay' } }));
  await book(3);
}

async function backUp(): Promise<void> {
  const [[tenant]] = await world.registry.read([tenantBySlug(world.slug)]);
  if (tenant === undefined) throw new Error('No tenant');
  await takeBackup(world.ctx, tenant);
}

async function restore(): Promise<TenantWorld> {
  const ctx = { ...world.ctx, actor: { type: 'operator' } as const, now: Date.now() };
  const { id } = (await act(restoreTenant, ctx, { slug: world.slug })) as Restore;
  await advanceRestore(world.ctx, id);
  const { database } = await world.current();
  const { shop } = world;
  const restored: TenantWorld = {
    ...shop,
    database,
    ctx: (occasion = {}) => contextOf(restored, memoryLocks(), occasion),
  };
  return restored;
}

const told = (subject: string, by = post) =>
  by
    .mails()
    .filter((mail) => mail.subject.startsWith(subject))
    .map(({ to }) => to[0])
    .toSorted();

const ALL = ['ana1@example.com', 'ana2@example.com', 'ana3@example.com'];

it('nothing that was mailed since the backup is mailed again, and every reminder comes once', async () => {
  await threeBookings();
  await backUp();
  await relayAndSend(world.shop, post.surroundings);
  expect(told('Reserva')).toEqual(ALL);
  const restored = await restore();
  // A mail service that has never heard of any key: it is not what keeps the promise.
  const forgetful = await openPost({ now: () => restored.now });
  onTestFinished(() => forgetful.stop());
  await relayAndSend(restored, forgetful.surroundings, restored.now + 12 * DAY);
  expect(told('Reserva', forgetful)).toEqual([]);
  expect(told('Recordatorio', forgetful)).toEqual([...ALL, ...ALL].toSorted());
});

it('what still waited in the old database goes out from the new one', async () => {
  await threeBookings();
  await backUp();
  const restored = await restore();
  await relayAndSend(restored, post.surroundings);
  expect(told('Reserva')).toEqual(ALL);
});

it('where the old database is gone, what was due is put aside; what is due later is not', async () => {
  await threeBookings();
  await backUp();
  await relayAndSend(world.shop, post.surroundings);
  await world.ctx.databases.remove(`bp-${world.slug}`);
  post.clear();
  const restored = await restore();
  await relayAndSend(restored, post.surroundings, restored.now + 12 * DAY);
  expect(told('Reserva')).toEqual([]);
  expect(new Set(told('Recordatorio'))).toEqual(new Set(['ana1@example.com', 'ana2@example.com']));
  const [rows] = await restored.database.write([
    `SELECT recipient, reason FROM mail_messages WHERE status = 'dead'`,
  ]);
  expect(rows?.rows.map((row) => ({ ...row }))).toEqual([
    { recipient: 'ana2@example.com', reason: 'restored' },
  ]);
});
