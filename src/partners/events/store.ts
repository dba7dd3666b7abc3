import { asc, gt } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { events } from '../../platform/tables.ts';

export function eventsAfter(sequence: number, limit: number) {
  return statements
    .select()
    .from(events)
    .where(gt(events.sequence, sequence))
    .orderBy(asc(events.sequence))
    .limit(limit);
}
