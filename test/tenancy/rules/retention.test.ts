import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { databaseName, expendableBackups, isBackupDue } from '../../../src/tenancy/backups/rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-24T12:00:30Z');

const at = (text: string) => ({ id: text, takenAt: Date.parse(text) });

/** One every ten minutes for so many days, as the cron would leave them, thinned as time goes by. */
function keptAfter(days: number): { id: string; takenAt: number }[] {
  let kept: { id: string; takenAt: number }[] = [];
  for (let now = NOW - days * DAY; now <= NOW; now += 10 * MINUTE) {
    kept.push({ id: String(now), takenAt: now });
    const gone = new Set(expendableBackups(kept, now));
    kept = kept.filter(({ id }) => !gone.has(id));
  }
  return kept;
}

describe('which backups stay', () => {
  it('everything of the last hour', () => {
    const all = Array.from({ length: 6 }, (_, index) => ({
      id: `${index}`,
      takenAt: NOW - index * 9 * MINUTE,
    }));
    expect(expendableBackups(all, NOW)).toEqual([]);
  });

  it('then the newest of an hour, a day and a month, in UTC', () => {
    const all = [
      at('2026-11-24T09:10:00Z'),
      at('2026-11-24T09:50:00Z'),
      at('2026-11-22T23:59:59Z'),
      at('2026-11-23T00:00:00Z'),
      at('2026-11-23T02:59:59Z'),
      at('2026-10-31T23:59:59Z'),
      at('2026-11-01T00:00:00Z'),
    ];
    expect(expendableBackups(all, NOW)).toEqual(['2026-11-24T09:10:00Z']);
  });

  it('the last one, however old', () => {
    expect(expendableBackups([at('2019-01-01T00:00:00Z')], NOW)).toEqual([]);
  });

  it('over two months of backups, about as many as the policy says, and one for each of its periods', () => {
    const kept = keptAfter(61);
    const since = (ms: number) => kept.filter(({ takenAt }) => takenAt > NOW - ms);
    const periods = (ms: number) => new Set(kept.map(({ takenAt }) => Math.floor(takenAt / ms)));
    expect(since(HOUR).length).toBeGreaterThanOrEqual(6);
    for (let hours = 0; hours < 23; hours++)
      expect(periods(HOUR)).toContain(Math.floor((NOW - hours * HOUR) / HOUR));
    for (let days = 0; days < 29; days++)
      expect(periods(DAY)).toContain(Math.floor((NOW - days * DAY) / DAY));
    expect(kept.length).toBeLessThanOrEqual(6 + 24 + 30 + 12);
  });

  it('never gives up the newest, nor one that it does not have', () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 800 * 24 * 60 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(ages, (minutes) => {
        const all = minutes.map((age) => ({ id: `b${age}`, takenAt: NOW - age * MINUTE }));
        const gone = expendableBackups(all, NOW);
        expect(gone).not.toContain(`b${Math.min(...minutes)}`);
        expect(new Set(gone).size).toBe(gone.length);
        expect(
          expendableBackups(
            all.filter(({ id }) => !gone.includes(id)),
            NOW,
          ),
        ).toEqual([]);
      }),
    );
  });
});

it('a backup is due after four minutes, or when there is none', () => {
  expect(
    [undefined, NOW - 4 * MINUTE, NOW - 4 * MINUTE + 1].map((newest) => isBackupDue(newest, NOW)),
  ).toEqual([true, true, false]);
});

it('a restored database has a name that the tenant never had', () => {
  expect([0, 1, 2].map((epoch) => databaseName('palermo', epoch))).toEqual([
    'bp-palermo',
    'bpx-palermo-r1',
    'bpx-palermo-r2',
  ]);
});
