import type { Query } from '../../platform/statements.ts';
import { deleteHold, holdById, insertHoldCheck } from './store.ts';

/** Query: the hold that somebody wants to book from. */
export const holdQuery = holdById;

/** Statements: the hold becomes a booking, or nothing; of two commits that consume it the second is refused as stale. */
export function consumeHold(id: string): Query[] {
  return [insertHoldCheck(id), deleteHold(id)];
}
