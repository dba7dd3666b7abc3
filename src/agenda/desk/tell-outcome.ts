import { AppError, type ProblemCode } from '../../kernel/problem.ts';

/** Problems of one item of a list that are the item's own; any other ends the whole request. */
const OWN: ReadonlySet<ProblemCode> = new Set([
  'booking-closed',
  'invalid-input',
  'limit-reached',
  'not-found',
  'slot-not-offered',
  'slot-taken',
  'stale-revision',
]);

/** Undefined when the work was done; else why it could not be. */
export async function tellOutcome(
  work: () => Promise<unknown>,
): Promise<{ code: string; detail: string } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !OWN.has(error.code)) throw error;
    const [field] = error.members.errors ?? [];
    return { code: error.code, detail: field?.detail ?? error.message };
  }
}
