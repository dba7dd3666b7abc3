import { AppError } from '../kernel/problem.ts';
import { type Action, act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { Replay } from '../platform/tenant-db.ts';

const IN_PROGRESS_TRIES = 8;
const IN_PROGRESS_WAIT_MS = 250;

/**
 * Acts for a form that may be sent twice: `contextOf` gives a context with the form's idempotency key. The second
 * sending waits for the first and answers what it answered.
 */
export async function actOnce<Input, Output>(
  action: Action<Ctx, Input, Output>,
  contextOf: () => Ctx,
  input: unknown,
): Promise<Output> {
  for (let tries = 1; ; tries++) {
    try {
      return (await act(action, contextOf(), input)) as Output;
    } catch (error) {
      if (error instanceof Replay) return JSON.parse(error.answer) as Output;
      const isRunning = error instanceof AppError && error.code === 'request-in-progress';
      if (!isRunning || tries >= IN_PROGRESS_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, IN_PROGRESS_WAIT_MS));
    }
  }
}
