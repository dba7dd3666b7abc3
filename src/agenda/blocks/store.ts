import { and, asc, eq, gt, lt } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { blocks } from './tables.ts';

export type BlockRow = typeof blocks.$inferSelect;

export function insertBlock(row: BlockRow) {
  return statements.insert(blocks).values(row);
}

export function blockById(id: string) {
  return statements.select().from(blocks).where(eq(blocks.id, id));
}

export function deleteBlock(id: string) {
  return statements.delete(blocks).where(eq(blocks.id, id));
}

export interface BlockFilter {
  readonly subjectId?: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Those that overlap the span, by start. */
export function blocksIn({ subjectId, from, to }: BlockFilter) {
  return statements
    .select()
    .from(blocks)
    .where(
      and(
        subjectId === undefined ? undefined : eq(blocks.subjectId, subjectId),
        lt(blocks.startsAt, to),
        gt(blocks.endsAt, from),
      ),
    )
    .orderBy(asc(blocks.startsAt), asc(blocks.id));
}
