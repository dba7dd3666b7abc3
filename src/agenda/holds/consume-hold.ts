import type { Query } from '../../platform/statements.ts';
import { deleteHold, holdById } from './store.ts';

/** Query: the hold that somebody wants to book from. */
export const holdQuery = holdById;

/** Statement: the hold becomes a booking, or nothing; a second booking from it finds none. */
export function consumeHold(id: string): Query {
  return deleteHold(id);
}
