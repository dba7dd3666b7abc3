import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it } from 'vitest';
import { ARGENTINE_HOLIDAYS } from '../../../src/agenda/availability/holidays-argentina.ts';

/** Ley 27.399, art. 1 (fixed), art. 6 (moved to a Monday when they fall between Tuesday and Friday). */
const FIXED = ['01-01', '03-24', '04-02', '05-01', '05-25', '06-20', '07-09', '12-08', '12-25'];
const MOVABLE = ['06-17', '08-17', '10-12', '11-20'];

function byLaw(year: number): string[] {
  const easter = easterOf(year);
  const dates = [
    ...FIXED.map((day) => Temporal.PlainDate.from(`${year}-${day}`)),
    ...MOVABLE.map((day) => moved(Temporal.PlainDate.from(`${year}-${day}`))),
    ...[-48, -47, -2].map((days) => easter.add({ days })),
  ];
  return dates.map(String).sort();
}

function moved(date: Temporal.PlainDate): Temporal.PlainDate {
  const days = [0, 0, -1, -2, 4, 3, 0, 0][date.dayOfWeek];
  return date.add({ days: days ?? 0 });
}

/** The anonymous Gregorian computus. */
function easterOf(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 });
}

describe('ARGENTINE_HOLIDAYS', () => {
  it.each([2026, 2027])('are those of Ley 27.399 in %i', (year) => {
    const national = ARGENTINE_HOLIDAYS.filter(
      ({ kind, date }) => kind === 'national' && date.startsWith(`${year}`),
    );
    expect(national.map(({ date }) => date)).toEqual(byLaw(year));
  });

  it('have the three bridges of Resolución 164/2025', () => {
    const bridges = ARGENTINE_HOLIDAYS.filter(({ kind }) => kind === 'bridge').map(({ date }) => date);
    expect(bridges).toEqual(['2026-03-23', '2026-07-10', '2026-12-07']);
  });

  it('move Güemes and Soberanía of 2026 to Mondays', () => {
    const dates = ARGENTINE_HOLIDAYS.map(({ date }) => date);
    expect(dates).toEqual(expect.arrayContaining(['2026-06-15', '2026-11-23']));
    expect(dates).not.toContain('2026-06-17');
  });
});
