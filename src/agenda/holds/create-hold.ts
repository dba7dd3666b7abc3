import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { refuseTaken } from '../availability/refuse-start.ts';
import type { Candidate } from '../availability/rules/choose-provider.ts';
import { timeOf } from '../availability/rules/session-time.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { createHoldSchema, type Hold, holdSchema } from './contract.ts';
import { presentHold } from './present-hold.ts';
import { type HoldRow, insertHold } from './store.ts';

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
  for (const candidate of wanted.candidates) {
    const row = holdRow(ctx, wanted.service, { wish, candidate });
    const hold = presentHold(wanted.catalog, row);
    const result = await occupyTime(ctx, {
      providerId: candidate.providerId,
      ownerType: 'hold',
      time: { ...timeOf(wanted.service, wish.startsAt), ownerId: row.id, expiresAt: row.expiresAt },
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

function holdRow(
  ctx: Ctx,
  service: { readonly id: string; readonly durationMinutes: number; readonly priceCentavos: number } & Pick<
    HoldRow,
    'currency'
  >,
  { wish, candidate }: { readonly wish: Wish; readonly candidate: Candidate },
): HoldRow {
  return {
    id: ctx.newId('hld'),
    serviceId: service.id,
    providerId: candidate.providerId,
    locationId: candidate.locationId,
    startsAt: wish.startsAt,
    endsAt: wish.startsAt + service.durationMinutes * 60_000,
    priceCentavos: service.priceCentavos,
    currency: service.currency,
    createdAt: ctx.now,
    expiresAt: ctx.now + HOLD_MS,
  };
}
