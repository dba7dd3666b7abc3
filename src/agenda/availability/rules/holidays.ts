import type { HolidayOverrideRecord } from '../../catalog/rules.ts';
import { ARGENTINE_HOLIDAYS } from '../holidays-argentina.ts';
import type { Holiday } from './day-hours.ts';

const NONE: readonly Holiday[] = [];
const CLOSING: ReadonlyMap<string, readonly Holiday[]> = new Map([
  ['AR', ARGENTINE_HOLIDAYS.filter(({ kind }) => kind === 'national')],
]);

/**
 * The days on which a shop closes as on holidays: those of its country, without those on which it opens after all, and
 * with its own. Bridge days bind the state, not shops.
 */
export function holidaysOf(country: string, overrides: readonly HolidayOverrideRecord[]): readonly Holiday[] {
  const national = CLOSING.get(country) ?? NONE;
  if (overrides.length === 0) return national;
  const overridden = new Set(overrides.map(({ date }) => date));
  return [
    ...national.filter(({ date }) => !overridden.has(date)),
    ...overrides.filter(({ isOpen }) => !isOpen).map(({ date, name }) => ({ date, name })),
  ];
}
