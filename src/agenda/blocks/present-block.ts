import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Block } from './contract.ts';
import type { BlockRow } from './store.ts';

export function presentBlock(ctx: Ctx, { id, subjectId, startsAt, endsAt, reason }: BlockRow): Block {
  const zone = ctx.tenant.profile.timeZone;
  return {
    id,
    subjectId,
    startsAt: formatInstant(startsAt, zone),
    endsAt: formatInstant(endsAt, zone),
    reason,
  };
}
