import type { VerticalDefinition } from './contract.ts';
import { VERTICALS } from './list-verticals.ts';

/** Throws on one that no file defines. What the files hold is checked by a test and by whoever begins a shop from one. */
export function readVertical(id: string): VerticalDefinition {
  const vertical = VERTICALS.find((one) => one.id === id);
  if (vertical === undefined) throw new Error(`No file of tenancy/verticals defines ${id}`);
  return vertical;
}
