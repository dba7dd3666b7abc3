import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bookTrial } from '../../src/agenda/trial/book-trial.ts';
import type { Claim } from '../../src/kernel/claims.ts';
import { AppError } from '../../src/kernel/problem.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { startTenantWorld, type TenantWorld } from '../support/tenant-world.ts';

let world: TenantWorld;
beforeEach(async () => {
  world = await startTenantWorld();
});
afterEach(() => world.stop());

const platform = () => world.ctx({ actor: { type: 'system', reason: 'onboarding' } });

async function rowsOf(sql: string) {
  const [result] = await world.database.write([sql]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

async function expectNoTrace() {
  for (const table of [
    'bookings',
    'customers',
    'events',
    'busy_times',
    'webhook_deliveries',
    'idempotency_keys',
  ])
    expect([table, await rowsOf(`SELECT * FROM ${table}`)]).toEqual([table, []]);
}

async function codeOf(trial: Promise<void>) {
  return await trial.then(
    () => 'done',
    (error) => (error instanceof AppError ? error.code : error),
  );
}

/** Sees every claim, and may refuse. */
function withLock(ctx: Ctx, mayClaim: (claim: Claim) => boolean): Ctx {
  const claim: Ctx['slots']['claim'] = async (subjectId, wanted) =>
    mayClaim(wanted) ? await ctx.slots.claim(subjectId, wanted) : { ok: false, reason: 'taken' };
  return { ...ctx, slots: { ...ctx.slots, claim } };
}

describe('a trial booking', () => {
  it('leaves nothing but what the audit log tells, however often; the first real event will be number 1', async () => {
    for (let i = 0; i < 3; i++) await bookTrial(platform());
    await expectNoTrace();
    expect(await rowsOf(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`)).toEqual([{ seq: 0 }]);
    expect(await rowsOf(`SELECT count(*) AS told FROM audit_log WHERE action LIKE 'bookings.%'`)).toEqual([
      { told: 6 },
    ]);
  });

  it('asks the lock, and takes another start where the first is taken', async () => {
    const asked: number[] = [];
    const ctx = withLock(platform(), ({ times }) => {
      asked.push(times[0]?.startsAt ?? 0);
      return asked.length > 1;
    });
    await bookTrial(ctx);
    expect(asked.length).toBe(2);
    await expectNoTrace();
  });

  it('fails when the lock refuses every start', async () => {
    expect(await codeOf(bookTrial(withLock(platform(), () => false)))).toBe('slot-taken');
    await expectNoTrace();
  });

  it('fails when the database’s triggers refuse', async () => {
    await world.database.script(
      `CREATE TRIGGER refuse_all BEFORE INSERT ON busy_times BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;`,
    );
    expect(await codeOf(bookTrial(platform()))).toBe('slot-taken');
    await expectNoTrace();
  });

  it('that was cut before it was cleared away is cleared by the next one', async () => {
    const ctx = platform();
    const note = () => Promise.reject(new Error('cut'));
    const isCut = { ...ctx, db: { ...ctx.db, note } };
    await expect(bookTrial(isCut)).rejects.toThrow('cut');
    let notes = 0;
    const cutLater = { ...ctx.db, note: (queries: never) => (notes++ === 0 ? ctx.db.note(queries) : note()) };
    await expect(bookTrial({ ...ctx, db: cutLater })).rejects.toThrow('cut');
    expect((await rowsOf('SELECT status FROM bookings')).map(({ status }) => status)).toEqual(['cancelled']);
    world.now += 60_000;
    await bookTrial(platform());
    await expectNoTrace();
  });

  it('says what to change where nothing can ever be booked', async () => {
    await world.database.script('DELETE FROM weekly_hours; UPDATE versions SET catalog = catalog + 1;');
    expect(await codeOf(bookTrial(platform()))).toBe('slot-not-offered');
  });
});
