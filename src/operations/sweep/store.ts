import { lt } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { idempotencyKeys } from '../../platform/tables.ts';

export function deleteAnswersBefore(instant: number) {
  return statements.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, instant));
}
