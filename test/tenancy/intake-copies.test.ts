import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findSlots } from '../../src/agenda/availability/find-slots.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { SCOPES } from '../../src/kernel/actor.ts';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { cancelConsent, deleteAnswers } from '../../src/people/intake/delete-answers.ts';
import { readIntake } from '../../src/people/intake/read-intake.ts';
import { act, unpacked } from '../../src/platform/action.ts';
import { advanceRestore } from '../../src/tenancy/backups/advance-restore.ts';
import { restoreTenant } from '../../src/tenancy/backups/restore-tenant.ts';
import { tenantBySlug } from '../../src/tenancy/backups/store.ts';
import { takeBackup } from '../../src/tenancy/backups/take-backup.ts';
import { exportTenant } from '../../src/tenancy/lifecycle/export-tenant.ts';
import { type RestoreWorld, startRestoreWorld } from '../support/restore-world.ts';
import { contextOf, memoryLocks } from '../support/tenant-world.ts';

const OWNER = { type: 'api-key', keyId: 'key_1', scopes: SCOPES } as const;
const MARK = 'níquel-zq7';

let world: RestoreWorld;
beforeEach(async () => {
  world = await startRestoreWorld();
  const { shop } = world;
  shop.tenant = { ...shop.tenant, profile: { ...shop.tenant.profile, vertical: 'beauty' } };
  shop.now = Date.now();
});
afterEach(() => world.stop());

async function book(number: number): Promise<string> {
  const { shop } = world;
  const [services] = await shop.database.rows(["SELECT id FROM services WHERE slug = 'corte-clasico'"]);
  const serviceId = String(services?.rows[0]?.id);
  const today = localDateOf(shop.now, shop.tenant.profile.timeZone);
  const { slots } = await findSlots(shop.ctx(), {
    serviceId,
    from: addDays(today, 2),
    to: addDays(today, 20),
  });
  const slot = slots[number * 7];
  const booking = await act(createBooking, shop.ctx(), {
    serviceId,
    providerId: slot?.providerId,
    startsAt: new Date((slot?.startMinute ?? 0) * 60_000).toISOString(),
    customer: { name: `Ana ${number}`, email: `ana${number}@example.com` },
    intake: { alergias: MARK },
    consents: ['datos-de-salud', 'fotos'],
  });
  return (booking as { id: string }).id;
}

/** What the shop reads in the database that it has now. */
async function answersNow(id: string) {
  const { database } = await world.current();
  const { shop } = world;
  const ctx = contextOf({ tenant: shop.tenant, database, now: shop.now }, memoryLocks(), { actor: OWNER });
  const { answers, consents } = unpacked(await act(readIntake, ctx, { id }));
  return {
    answers: answers.map(({ value }) => value),
    given: consents.filter(({ withdrawnAt }) => withdrawnAt === null).map(({ consentId }) => consentId),
  };
}

async function restore(): Promise<void> {
  const ctx = { ...world.ctx, actor: { type: 'operator' }, now: Date.now() } as const;
  const { id } = (await act(restoreTenant, ctx, { slug: world.slug })) as { id: string };
  await advanceRestore(world.ctx, id);
}

it('a restore brings back what was answered, but nothing that was erased or withdrawn since', async () => {
  const [kept, erased, withdrawn] = [await book(1), await book(2), await book(3)];
  const [[tenant]] = await world.registry.read([tenantBySlug(world.slug)]);
  if (tenant === undefined) throw new Error('No tenant');
  await takeBackup(world.ctx, tenant);
  world.shop.now = Date.now() + 1_000;
  await act(deleteAnswers, world.shop.ctx({ actor: OWNER }), { id: erased });
  await act(cancelConsent, world.shop.ctx({ actor: OWNER }), { id: withdrawn, consentId: 'fotos' });
  await restore();
  const all = ['datos-de-salud', 'fotos'];
  expect(await answersNow(kept)).toEqual({ answers: [MARK], given: expect.arrayContaining(all) });
  expect(await answersNow(erased)).toEqual({ answers: [], given: expect.arrayContaining(all) });
  expect(await answersNow(withdrawn)).toEqual({ answers: [MARK], given: ['datos-de-salud'] });
});

it('a backup has answers as ciphertext only; an export has them in words, and that it was made is written down', async () => {
  const id = await book(1);
  const [[tenant]] = await world.registry.read([tenantBySlug(world.slug)]);
  if (tenant === undefined) throw new Error('No tenant');
  const { objectName } = await takeBackup(world.ctx, tenant);
  expect(Buffer.from(world.objects.get(objectName) ?? []).includes(Buffer.from(MARK))).toBe(false);
  const { bytes } = await exportTenant(world.ctx, world.slug);
  const lines = gunzipSync(Buffer.from(bytes)).toString().trimEnd().split('\n').slice(1);
  const rows = lines.map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> });
  const [record] = rows.filter(({ table }) => table === 'sealed_records');
  expect(record?.row).toMatchObject({ booking_id: id, part: 'answers' });
  expect(JSON.parse(String(record?.row.sealed))).toMatchObject({ answers: [{ value: MARK }] });
  const told = rows.filter(({ table, row }) => table === 'audit_log' && row.action === 'tenant.export');
  expect(told).toHaveLength(1);
});
