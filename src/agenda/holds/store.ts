import { eq, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { holdChecks, holds } from './tables.ts';

export function holdById(id: string) {
  return statements.select().from(holds).where(eq(holds.id, id));
}

export type HoldRow = typeof holds.$inferSelect;

export function insertHold(row: HoldRow) {
  return statements.insert(holds).values(row);
}

export function deleteHold(id: string) {
  return statements.delete(holds).where(eq(holds.id, id));
}

/** An assertion within a commit: the hold has not become anything else. */
export function insertHoldCheck(holdId: string) {
  return statements.insert(holdChecks).values({ holdId });
}

export function deleteHoldsExpiredBefore(instant: number) {
  return statements.delete(holds).where(sql`${holds.expiresAt} < ${instant}`);
}
