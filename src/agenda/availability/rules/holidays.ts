import { ARGENTINE_HOLIDAYS } from '../holidays-argentina.ts';
import type { Holiday } from './day-hours.ts';

const NONE: readonly Holiday[] = [];
const CLOSING: ReadonlyMap<string, readonly Holiday[]> = new Map([
  ['AR', ARGENTINE_HOLIDAYS.filter(({ kind }) => kind === 'national')],
]);

/** The days on which a country's shops close unless they say otherwise. Bridge days bind the state, not shops. */
export function holidaysOf(country: string): readonly Holiday[] {
  return CLOSING.get(country) ?? NONE;
}
