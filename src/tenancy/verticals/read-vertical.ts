import type { VerticalDefinition } from './contract.ts';
import { VERTICALS } from './list-verticals.ts';

/** Throws on one that no file defines. What the files hold is checked by a test and by whoever begins a shop from one. */
export function readVertical(id: string): VerticalDefinition {
  const vertical = VERTICALS.find((one) => one.id === id);
  if (vertical === undefined) throw new Error(`No file of tenancy/verticals defines ${id}`);
  return vertical;
}

/**
 * What an appointment is called in calendars, on locked screens and in the subject of mails, in lines of business where
 * nobody else may learn what it is for; undefined where the name of the service may be told.
 */
export function discreetTitleOf(id: string): string | undefined {
  const { privacy, vocabulary } = readVertical(id);
  const { appointment } = vocabulary;
  return privacy.outside === 'full'
    ? undefined
    : `${appointment.charAt(0).toUpperCase()}${appointment.slice(1)}`;
}
