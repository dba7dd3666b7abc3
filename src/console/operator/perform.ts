import { type Action, act, unpacked } from '../../platform/action.ts';
import type { OperatorCtx } from '../../tenancy/onboarding/operator-context.ts';

export async function perform<Input, Output>(
  ctx: OperatorCtx,
  action: Action<OperatorCtx, Input, Output>,
  input: unknown,
): Promise<Output> {
  return unpacked(await act(action, ctx, input));
}
