import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { cancelConsent, deleteAnswers } from '../../../src/people/intake/delete-answers.ts';
import { purgeIntake } from '../../../src/people/intake/purge-intake.ts';
import { readIntakeState } from '../../../src/people/intake/read-intake.ts';
import { recordAnswers } from '../../../src/people/intake/record-answers.ts';
import { expiredAnswers, plainNotes } from '../../../src/people/intake/store.ts';
import { act, unpacked } from '../../../src/platform/action.ts';
import { digest } from '../../../src/platform/secrets.ts';
import { readVertical } from '../../../src/tenancy/verticals/read-vertical.ts';
import {
  bearer,
  HEALTHY,
  type IntakeWorld,
  MARK,
  SYSTEM,
  startIntakeWorld,
} from '../../support/intake-world.ts';
import type { TenantWorld } from '../../support/tenant-world.ts';

const DAY_MS = 86_400_000;

let shop: IntakeWorld;
let world: TenantWorld;
beforeAll(async () => {
  shop = await startIntakeWorld();
  world = shop.world;
});
afterAll(() => world.stop());

const book: IntakeWorld['book'] = (...how) => shop.book(...how);
const read: IntakeWorld['read'] = (...whose) => shop.read(...whose);
const state = (id: string) => shop.state(id);
const rows = (sql: string) => shop.rows(sql);

describe('consents', () => {
  it('say which text was shown, when and how', async () => {
    const { id } = await book(HEALTHY);
    const [given] = (await read(id)).consents;
    const [wanted] = readVertical('psychology').consents;
    expect(given).toMatchObject({
      consentId: 'datos-de-salud',
      version: 1,
      text: wanted?.text,
      textHash: await digest(wanted?.text ?? ''),
      how: 'api',
      givenAt: '2026-11-24T09:00:00-03:00',
      withdrawnAt: null,
    });
  });

  it('are withdrawn by the customer; what was said about health goes with it, for good', async () => {
    const { id } = await book({ ...HEALTHY, notes: MARK });
    const own = world.ctx({ actor: bearer(id) });
    const wanted = { id, consentId: 'datos-de-salud' };
    const after = unpacked(await act(cancelConsent, own, wanted));
    expect(after.consents).toMatchObject([{ isGiven: false }]);
    expect([after.hasNotes, after.erasedAt]).toEqual([false, '2026-11-24T09:00:00-03:00']);
    expect(await read(id)).toMatchObject({ answers: [], notes: null });
    expect((await read(id)).consents[0]?.withdrawnAt).toBe('2026-11-24T09:00:00-03:00');
    const left = await rows(`SELECT sealed FROM sealed_records WHERE booking_id = '${id}'`);
    expect(left.map(({ sealed }) => sealed)).toEqual([null]);
    await expect(act(cancelConsent, own, wanted)).rejects.toMatchObject({ code: 'not-found' });
    world.now += 1_000;
    await act(recordAnswers, world.ctx({ actor: bearer(id) }), { id, ...HEALTHY });
    expect((await read(id)).consents.map(({ withdrawnAt }) => withdrawnAt === null)).toEqual([false, true]);
  });

  it('of a booking are nobody else’s to withdraw, nor its answers to erase', async () => {
    const [mine, yours] = [await book(HEALTHY), await book(HEALTHY)];
    const me = world.ctx({ actor: bearer(mine.id) });
    const { id } = yours;
    const tries = [
      act(cancelConsent, me, { id, consentId: 'datos-de-salud' }),
      act(deleteAnswers, me, { id }),
      act(recordAnswers, me, { id, intake: { 'es-menor': true } }),
      act(readIntakeState, me, { id }),
    ];
    for (const attempt of await Promise.allSettled(tries))
      expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
    expect((await read(id)).answers).toHaveLength(2);
  });
});

describe('what is missing', () => {
  it('is told without a word of what is there, and filled in later; an answer is corrected', async () => {
    const { id } = await book(HEALTHY);
    const own = world.ctx({ actor: bearer(id) });
    expect(JSON.stringify(await state(id))).not.toContain(MARK);
    const change = { 'es-menor': true, 'adulto-responsable': 'Eva Paz' };
    await act(recordAnswers, own, { id, intake: change });
    expect((await read(id)).answers.map(({ questionId, value }) => [questionId, value])).toEqual([
      ['es-menor', true],
      ['adulto-responsable', 'Eva Paz'],
      ['tratamiento', MARK],
    ]);
    expect((await state(id)).questions.filter(({ isAnswered }) => !isAnswered).map((one) => one.id)).toEqual([
      'modalidad',
      'contacto-de-emergencia',
    ]);
  });

  it('two who answer at once do not lose each other’s answers: one of them is told to read again', async () => {
    const { id } = await book(HEALTHY);
    const own = world.ctx({ actor: bearer(id) });
    const tries = await Promise.allSettled([
      act(recordAnswers, own, { id, intake: { modalidad: 'Por videollamada' } }),
      act(recordAnswers, own, { id, intake: { 'contacto-de-emergencia': 'Eva' } }),
    ]);
    const refused = tries.filter(({ status }) => status === 'rejected');
    for (const one of refused) expect(one).toMatchObject({ reason: { code: 'stale-revision' } });
    expect((await read(id)).answers).toHaveLength(4 - refused.length);
  });

  it('is closed with the booking; erasing stays open', async () => {
    const { id } = await book(HEALTHY);
    const own = world.ctx({ actor: bearer(id) });
    await act(cancelBooking, own, { id });
    await expect(act(recordAnswers, own, { id, intake: { 'es-menor': true } })).rejects.toMatchObject({
      code: 'booking-closed',
    });
    await act(deleteAnswers, own, { id });
    expect((await read(id)).answers).toEqual([]);
  });
});

describe('time', () => {
  it('costs a sweep no more than what it has to do', async () => {
    const plans = await Promise.all(
      [expiredAnswers(world.now, 10), plainNotes(10)].map((query) => {
        const { sql, params } = query.toSQL();
        return world.database.rows([{ sql: `EXPLAIN QUERY PLAN ${sql}`, args: params as number[] }]);
      }),
    );
    const details = plans.map(([plan]) => String(plan?.rows[0]?.detail));
    expect(details).toEqual([
      expect.stringContaining('sealed_records_kept (written_at<?)'),
      expect.stringContaining('bookings_plain_notes'),
    ]);
  });

  it('erases what was kept for as long as the line of business keeps it, and nothing sooner', async () => {
    const booked = await book(HEALTHY);
    const { intakeRetentionDays } = readVertical('psychology').privacy;
    const over = Date.parse(booked.endsAt) + intakeRetentionDays * DAY_MS;
    const at = world.now;
    const kept = async (now: number) => {
      world.now = now;
      await purgeIntake(world.ctx({ actor: SYSTEM }));
      return (await read(booked.id)).answers.length;
    };
    expect(await kept(over)).toBe(2);
    expect(await kept(over + 1)).toBe(0);
    const erasures = "SELECT details FROM audit_log WHERE action = 'intake.expire'";
    const told = await rows(erasures);
    expect(await kept(over + DAY_MS)).toBe(0);
    expect((await rows(erasures)).length).toBeLessThanOrEqual(told.length + 1);
    world.now = at;
  });
});
