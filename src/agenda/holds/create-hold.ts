import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { refuseTaken } from '../availability/refuse-start.ts';
import { limitsOfPlan } from '../availability/rules/visit-plan.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { createHoldSchema, type Hold, holdSchema } from './contract.ts';
import { newHoldRow, timesOfHold } from './draft-hold.ts';
import { presentHold } from './present-hold.ts';
import { insertHold } from './store.ts';

/** Long enough to type a name and a phone, short enough not to cost the shop a sale. */
const HOLD_MS = 10 * 60_000;

export const createHold = action({
  name: 'holds.create',
  summary: 'Guardar un horario por diez minutos mientras el cliente completa sus datos',
  permission: 'bookings:create',
  input: createHoldSchema,
  output: holdSchema,
  problems: ['slot-taken', 'slot-not-offered', 'not-found', 'request-in-progress'],
  run: runCreateHold,
});

async function runCreateHold(ctx: Ctx, wish: Wish): Promise<Hold> {
  const wanted = await readWantedStart(ctx, wish);
  for (const plan of wanted.plans) {
    const row = newHoldRow(ctx, plan, ctx.now + HOLD_MS);
    const hold = presentHold(wanted.catalog, row);
    const result = await occupyTime(ctx, {
      times: timesOfHold(wanted.catalog, row),
      limits: limitsOfPlan(wanted.catalog, plan),
      commit: {
        write: [insertHold(row)],
        events: [],
        audit: { action: 'holds.create', subjectId: row.id },
        answer: hold,
      },
    });
    if (result.ok) return hold;
  }
  return await refuseTaken(ctx, wish);
}
