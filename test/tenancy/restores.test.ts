import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSlots } from '../../src/agenda/availability/find-slots.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { SCOPES } from '../../src/kernel/actor.ts';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { createEndpoint } from '../../src/partners/webhooks/create-endpoint.ts';
import { relayEvents } from '../../src/partners/webhooks/relay-events.ts';
import { act } from '../../src/platform/action.ts';
import { advanceRestore } from '../../src/tenancy/backups/advance-restore.ts';
import type { Restore } from '../../src/tenancy/backups/contract.ts';
import { purgeSpares } from '../../src/tenancy/backups/purge-backups.ts';
import { readRestore, restoreTenant } from '../../src/tenancy/backups/restore-tenant.ts';
import { tenantBySlug } from '../../src/tenancy/backups/store.ts';
import { takeBackup, takeDueBackup } from '../../src/tenancy/backups/take-backup.ts';
import { verifyBackup } from '../../src/tenancy/backups/verify-backup.ts';
import type { OperatorCtx } from '../../src/tenancy/onboarding/operator-context.ts';
import { type RestoreWorld, startRestoreWorld } from '../support/restore-world.ts';

const PARTNER = { type: 'api-key', keyId: 'key_1', scopes: SCOPES } as const;
const OPERATOR = { type: 'operator' } as const;

let world: RestoreWorld;
beforeEach(async () => {
  world = await startRestoreWorld();
});
afterEach(() => world.stop());

async function book(number: number): Promise<string> {
  const { shop } = world;
  const [services] = await shop.database.write(["SELECT id FROM services WHERE slug = 'corte-clasico'"]);
  const serviceId = String(services?.rows[0]?.id);
  const today = localDateOf(shop.now, shop.tenant.profile.timeZone);
  const ctx = shop.ctx({ actor: PARTNER });
  const { slots } = await findSlots(ctx, { serviceId, from: addDays(today, 1), to: addDays(today, 20) });
  const slot = slots[number * 7];
  const booking = await act(createBooking, ctx, {
    serviceId,
    providerId: slot?.providerId,
    startsAt: new Date((slot?.startMinute ?? 0) * 60_000).toISOString(),
    customer: { name: `Ana ${number}`, email: `ana${number}@example.com` },
  });
  return (booking as { id: string }).id;
}

async function backUp(ctx: OperatorCtx = world.ctx) {
  const [[tenant]] = await ctx.registry.read([tenantBySlug(world.slug)]);
  if (tenant === undefined) throw new Error('No tenant');
  return await takeBackup(ctx, tenant);
}

async function startRestore(input: object = {}): Promise<Restore> {
  const ctx = { ...world.ctx, actor: OPERATOR, now: Date.now() };
  return (await act(restoreTenant, ctx, { slug: world.slug, ...input })) as Restore;
}

async function stateOf(id: string): Promise<Restore> {
  return (await act(readRestore, { ...world.ctx, actor: OPERATOR }, { id })) as Restore;
}

async function rowsOf(sql: string): Promise<unknown[]> {
  const [result] = await (await world.current()).database.rows([sql]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

/** As if the time of every lease and of every spare database were over. */
async function letTimePass(): Promise<void> {
  await world.registry.write([
    'UPDATE restores SET lease_until = 0',
    'UPDATE spare_databases SET remove_at = 0',
  ]);
}

describe('a backup', () => {
  it('is sealed, says what is in it, and counts once it was restored and was the same', async () => {
    await book(1);
    const backup = await backUp();
    const object = Buffer.from(world.objects.get(backup.objectName) ?? []);
    expect(object.length).toBe(backup.sizeBytes);
    expect(object.includes('ana1@example.com')).toBe(false);
    expect(backup.rowCounts).toMatchObject({ bookings: 1, customers: 1, events: 1 });
    expect([backup.schemaVersion, backup.eventSequence]).toEqual([
      world.ctx.tenantMigrations.at(-1)?.version,
      1,
    ]);
    await verifyBackup(world.ctx, backup.id);
    const [result] = await world.registry.rows(['SELECT verified_at, verify_error FROM backups']);
    expect(result?.rows[0]).toMatchObject({ verified_at: expect.any(Number), verify_error: null });
    expect(await world.databases()).toEqual([`bp-${world.slug}`, 'registry']);
  });

  it('that was altered, or is gone, is found broken', async () => {
    const [altered, gone] = [await backUp(), await backUp()];
    const bytes = world.objects.get(altered.objectName) ?? new Uint8Array();
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    world.objects.delete(gone.objectName);
    for (const { id } of [altered, gone]) await verifyBackup(world.ctx, id);
    const [result] = await world.registry.rows(['SELECT verify_error FROM backups ORDER BY taken_at']);
    expect(result?.rows.map(({ verify_error }) => String(verify_error))).toEqual([
      'The object was altered',
      `There is no object ${gone.objectName}`,
    ]);
    expect(await startRestore().catch(({ code }) => code)).toBe('not-found');
    const restore = await startRestore({ backupId: gone.id });
    await advanceRestore(world.ctx, restore.id).catch(() => undefined);
    expect(await stateOf(restore.id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('no object'),
    });
    await purgeSpares(world.ctx);
    expect(await world.databases()).toEqual([`bp-${world.slug}`, 'registry']);
  });

  it('is taken when it is due and something changed, and thinned out as the policy says', async () => {
    const minutes = (count: number) => ({ ...world.ctx, now: Date.now() + count * 60_000 });
    await takeDueBackup(minutes(0), world.shop.tenant.id);
    await takeDueBackup(minutes(3), world.shop.tenant.id);
    await takeDueBackup(minutes(20), world.shop.tenant.id);
    expect(world.objects.size).toBe(1);
    await book(1);
    await takeDueBackup(minutes(20), world.shop.tenant.id);
    expect(world.objects.size).toBe(2);
    await takeDueBackup(minutes(24 * 60 * 400), world.shop.tenant.id);
    expect(world.objects.size).toBe(1);
  });

  it('cut off anywhere leaves no database behind', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let call = 1; ; call++) {
        const ctx = world.ctxCutAt(call, when);
        await backUp(ctx).catch(() => undefined);
        if (!ctx.wasCut()) break;
        await letTimePass();
        await purgeSpares(world.ctx);
        expect([call, await world.databases()]).toEqual([call, [`bp-${world.slug}`, 'registry']]);
      }
    }
    const [rows] = await world.registry.rows(['SELECT object_name FROM backups']);
    for (const { object_name } of rows?.rows ?? []) expect(world.objects.has(String(object_name))).toBe(true);
  });
});

describe('a restore', () => {
  it('brings back what was there at the backup, in a new database, and fences the old one', async () => {
    const kept = await book(1);
    const before = await world.current();
    await backUp();
    const lost = await book(2);
    const restore = await startRestore();
    expect(await startRestore().catch(({ code }) => code)).toBe('request-in-progress');
    await advanceRestore(world.ctx, restore.id);
    expect(await stateOf(restore.id)).toMatchObject({ state: 'done', epoch: 1 });
    const after = await world.current();
    expect(after.name).toBe(`bpx-${world.slug}-r1`);
    expect(await rowsOf('SELECT id FROM bookings')).toEqual([{ id: kept }]);
    expect([kept, lost]).not.toContain(undefined);
    expect(world.resets).toEqual([after.hostname]);
    await expect(before.database.write(['UPDATE versions SET agenda = 1'])).rejects.toThrow('blocked');
    await expect(before.database.rows(['SELECT 1'])).rejects.toThrow();
  });

  it('numbers events on from far away, and says so in one of them', async () => {
    await book(1);
    await backUp();
    await book(2);
    const { id } = await startRestore();
    await advanceRestore(world.ctx, id);
    const events = await rowsOf('SELECT sequence, type FROM events ORDER BY sequence');
    expect(events).toEqual([
      { sequence: 1, type: 'booking.created' },
      { sequence: 1_000_001, type: 'tenant.restored' },
    ]);
  });

  it('can be done again, to the same backup', async () => {
    const kept = await book(1);
    const { id: backupId } = await backUp();
    for (const epoch of [1, 2]) {
      const { id } = await startRestore({ backupId });
      await advanceRestore(world.ctx, id);
      expect((await world.current()).name).toBe(`bpx-${world.slug}-r${epoch}`);
      expect(await rowsOf('SELECT id FROM bookings')).toEqual([{ id: kept }]);
    }
    await letTimePass();
    await purgeSpares(world.ctx);
    expect(await world.databases()).toEqual([`bpx-${world.slug}-r2`, 'registry']);
  });

  it('to an instant brings back what the database service had at its last checkpoint before it', async () => {
    const kept = await book(1);
    world.shop.turso.checkpoint();
    await delay(5);
    const at = new Date().toISOString();
    await delay(5);
    await book(2);
    world.shop.turso.checkpoint();
    const { id } = await startRestore({ at });
    await advanceRestore(world.ctx, id);
    expect(await stateOf(id)).toMatchObject({ state: 'done', at });
    expect(await rowsOf('SELECT id FROM bookings')).toEqual([{ id: kept }]);
    expect(await rowsOf('SELECT type FROM events ORDER BY sequence')).toEqual([
      { type: 'booking.created' },
      { type: 'tenant.restored' },
    ]);
  });

  it('to an instant before the history begins ends as failed, and nothing is left of it', async () => {
    const { id } = await startRestore({ at: '2026-11-24T08:00:00-03:00' });
    for (let attempt = 1; attempt <= 4; attempt++) await advanceRestore(world.ctx, id).catch(() => undefined);
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('point-in-time'),
    });
    await letTimePass();
    await purgeSpares(world.ctx);
    expect(await world.databases()).toEqual([`bp-${world.slug}`, 'registry']);
  });

  it('cut off at any call, before or after it, goes on and ends the same', async () => {
    const kept = await book(1);
    const { id: backupId } = await backUp();
    for (const when of ['before', 'after'] as const) {
      for (let call = 1, wasCut = true; wasCut; call++) {
        const { id } = await startRestore({ backupId });
        const ctx = world.ctxCutAt(call, when);
        await advanceRestore(ctx, id).catch(() => undefined);
        wasCut = ctx.wasCut();
        await letTimePass();
        await purgeSpares(world.ctx);
        await advanceRestore(world.ctx, id);
        const { state, database } = await stateOf(id);
        expect([when, call, state]).toEqual([when, call, 'done']);
        expect((await world.current()).name).toBe(database);
        expect(await rowsOf('SELECT id FROM bookings')).toEqual([{ id: kept }]);
        expect(await rowsOf("SELECT count(*) AS n FROM events WHERE type = 'tenant.restored'")).toEqual([
          { n: 1 },
        ]);
        await letTimePass();
        await purgeSpares(world.ctx);
        expect([when, call, await world.databases()]).toEqual([
          when,
          call,
          [database, 'registry'].toSorted(),
        ]);
      }
    }
  }, 300_000);
});

describe('after a restore, of webhooks', () => {
  const deliveries = () =>
    rowsOf('SELECT event_sequence AS event, status FROM webhook_deliveries ORDER BY 1');

  async function subscribe(): Promise<void> {
    const input = { url: 'http://127.0.0.1:1/hook', events: ['booking.created'] };
    await act(createEndpoint, world.shop.ctx({ actor: PARTNER }), input);
  }

  /** Three events: one was delivered, one waits, one was never relayed. */
  async function threeEvents(): Promise<void> {
    await subscribe();
    await book(1);
    await book(2);
    await relayEvents(world.shop.ctx({ actor: { type: 'system', reason: 'test' } }));
    await world.shop.database.write([
      `UPDATE webhook_deliveries SET status = 'delivered', next_attempt_at = NULL, attempts = 1,
         updated_at = ${Date.now()} WHERE event_sequence = 1`,
    ]);
    await book(3);
  }

  it('what the old database says was delivered since is not sent again; what it says waits, waits', async () => {
    await threeEvents();
    await backUp();
    await world.shop.database.write([
      `UPDATE webhook_deliveries SET status = 'delivered', next_attempt_at = NULL, updated_at = ${Date.now()}
         WHERE event_sequence = 2`,
    ]);
    const { id } = await startRestore();
    await advanceRestore(world.ctx, id);
    expect(await deliveries()).toEqual([
      { event: 1, status: 'delivered' },
      { event: 2, status: 'delivered' },
      { event: 3, status: 'pending' },
    ]);
  });

  it('what was being sent when the old database was fenced is put aside', async () => {
    await threeEvents();
    await backUp();
    await world.shop.database.write([
      `UPDATE webhook_deliveries SET lease_until = ${Date.now() + 60_000} WHERE event_sequence = 2`,
    ]);
    const { id } = await startRestore();
    await advanceRestore(world.ctx, id);
    expect((await deliveries())[1]).toEqual({ event: 2, status: 'dead' });
  });

  it('where the old database is gone, everything that waited is put aside, and only the restore is told', async () => {
    await threeEvents();
    await backUp();
    await world.ctx.databases.remove(`bp-${world.slug}`);
    const { id } = await startRestore();
    await advanceRestore(world.ctx, id);
    expect(await deliveries()).toEqual([
      { event: 1, status: 'delivered' },
      { event: 2, status: 'dead' },
      { event: 3, status: 'dead' },
    ]);
    expect(await rowsOf('SELECT type FROM events WHERE relayed_at IS NULL')).toEqual([
      { type: 'tenant.restored' },
    ]);
  });
});
