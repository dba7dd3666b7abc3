import { eq, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { holds } from './tables.ts';

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

export function deleteHoldsExpiredBefore(instant: number) {
  return statements.delete(holds).where(sql`${holds.expiresAt} < ${instant}`);
}
