import { findCountry } from '../../../kernel/countries/find-country.ts';
import type { HolidayOverrideRecord } from '../../catalog/rules.ts';
import type { Holiday } from './day-hours.ts';

/** Whoever asks about other years finds no holidays: booking windows end two years ahead at most. */
const FIRST_YEAR = 2025;
const YEARS = 12;

const closingByCountry = new Map<string, readonly Holiday[]>();

/**
 * The days on which a shop closes as on holidays: those of its country, without those on which it opens after all, and
 * with its own. Bridge days bind the state, not shops.
 */
export function holidaysOf(country: string, overrides: readonly HolidayOverrideRecord[]): readonly Holiday[] {
  const national = closingByCountry.get(country) ?? learnClosing(country);
  if (overrides.length === 0) return national;
  const overridden = new Set(overrides.map(({ date }) => date));
  return [
    ...national.filter(({ date }) => !overridden.has(date)),
    ...overrides.filter(({ isOpen }) => !isOpen).map(({ date, name }) => ({ date, name })),
  ];
}

function learnClosing(country: string): readonly Holiday[] {
  const known = findCountry(country);
  const years = Array.from({ length: known === undefined ? 0 : YEARS }, (_, index) => FIRST_YEAR + index);
  const closing = years
    .flatMap((year) => known?.holidays(year) ?? [])
    .filter(({ kind }) => kind === 'national')
    .map(({ date, name }) => ({ date, name }));
  closingByCountry.set(country, closing);
  return closing;
}
