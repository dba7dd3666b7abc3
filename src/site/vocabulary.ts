import type { Vertical } from '../kernel/tenant.ts';
import type { Vocabulary } from '../tenancy/verticals/contract.ts';
import { readVertical } from '../tenancy/verticals/read-vertical.ts';

export type { Vocabulary } from '../tenancy/verticals/contract.ts';

/** How a line of business speaks to its customers. */
export function vocabularyOf(vertical: Vertical): Vocabulary {
  return readVertical(vertical).vocabulary;
}
