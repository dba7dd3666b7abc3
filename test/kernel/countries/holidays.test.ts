import { describe, expect, it } from 'vitest';
import { easterOf } from '../../../src/kernel/countries/calendar-rules.ts';
import { COUNTRIES, findCountry } from '../../../src/kernel/countries/find-country.ts';
import { isZone } from '../../../src/kernel/zone-offset.ts';

/**
 * The closing days as they are published: argentina.gob.ar (2026), the laws counted by hand for the years after, and
 * all of them compared with the tables of python-holidays 0.109.
 */
const PUBLISHED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  AR: {
    2026: '01-01 02-16 02-17 03-24 04-02 04-03 05-01 05-25 06-15 06-20 07-09 08-17 10-12 11-09 11-23 12-08 12-25',
    2027: '01-01 02-08 02-09 03-24 03-26 04-02 05-01 05-25 06-20 06-21 07-09 08-16 10-11 11-20 12-08 12-25',
    2028: '01-01 02-28 02-29 03-24 04-02 04-14 05-01 05-25 06-17 06-20 07-09 08-21 10-16 11-20 12-08 12-25',
  },
  MX: {
    2024: '01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25',
    2026: '01-01 02-02 03-16 05-01 09-16 11-16 12-25',
    2027: '01-01 02-01 03-15 05-01 09-16 11-15 12-25',
    2028: '01-01 02-07 03-20 05-01 09-16 11-20 12-25',
    2030: '01-01 02-04 03-18 05-01 09-16 10-01 11-18 12-25',
  },
  CO: {
    2025: '01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25',
    2026: '01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25',
    2027: '01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25',
    2028: '01-01 01-10 03-20 04-13 04-14 05-01 05-29 06-19 06-26 07-03 07-10 07-20 08-07 08-21 10-16 11-06 11-13 12-08 12-25',
  },
};

describe('the days that close', () => {
  const years = Object.entries(PUBLISHED).flatMap(([code, tables]) =>
    Object.entries(tables).map(([year, days]) => [code, Number(year), days] as const),
  );
  it.each(years)('%s in %i', (code, year, days) => {
    const closing =
      findCountry(code)
        ?.holidays(year)
        .filter(({ kind }) => kind === 'national') ?? [];
    expect(closing.map(({ date }) => date.slice(5)).join(' ')).toBe(days);
    expect(closing.every(({ date, name }) => date.startsWith(`${year}-`) && name.length > 3)).toBe(true);
  });

  it('are not the bridges of Resolución 164/2025, which bind the state', () => {
    const bridges = findCountry('AR')
      ?.holidays(2026)
      .filter(({ kind }) => kind === 'bridge');
    expect(bridges?.map(({ date }) => date)).toEqual(['2026-03-23', '2026-07-10', '2026-12-07']);
  });
});

describe('Easter', () => {
  // The earliest and the latest that there are, and those that simpler rules get wrong.
  it.each(['2285-03-22', '2038-04-25', '1954-04-18', '1981-04-19', '2026-04-05', '2049-04-18', '2076-04-19'])(
    'is on %s',
    (date) => {
      expect(easterOf(Number(date.slice(0, 4)))).toBe(date);
    },
  );
});

describe('a country', () => {
  it.each(COUNTRIES)('$name: its zones exist, its phone example is a number of its own', (country) => {
    for (const timeZone of country.zones) expect([timeZone, isZone(timeZone)]).toEqual([timeZone, true]);
    expect(country.phone.national(country.phone.example.replaceAll(/\D/g, ''))).toMatch(/^\d{10,11}$/);
    expect(Intl.NumberFormat.supportedLocalesOf(country.locale)).toEqual([country.locale]);
  });
});
