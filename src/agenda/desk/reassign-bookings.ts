import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { alternativesTo } from '../availability/refuse-start.ts';
import { wishOfPlan } from '../availability/rules/visit-plan.ts';
import { bookingsOverQuery } from '../bookings/list-bookings.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { bookingQuery, requireBooking } from '../bookings/read-booking.ts';
import { moveBooking } from '../bookings/reschedule-booking.ts';
import { statusAfter } from '../bookings/rules/life.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { proposalsSchema, proposeSchema, reassignedSchema, reassignSchema } from './contract.ts';
import { tellOutcome } from './tell-outcome.ts';

export const proposeReassignment = action({
  name: 'desk.propose-reassignment',
  summary:
    'Qué ofrecer a cada cliente cuando un profesional falta: otro profesional, otra sucursal u otra hora',
  permission: 'desk:read',
  input: proposeSchema,
  output: proposalsSchema,
  problems: [],
  run: runPropose,
});

async function runPropose(ctx: Ctx, { providerId, from, to }: z.output<typeof proposeSchema>) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([
    reading.query,
    bookingsOverQuery({ subjectId: providerId, from, to }),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const movable = rows.filter(({ status }) => statusAfter(status, 'move') !== undefined);
  const data = [];
  for (const row of movable) {
    const proposals = await alternativesTo(ctx, { ...wishOfPlan(row), locationId: undefined });
    data.push({
      booking: presentBooking(catalog, row),
      proposals: proposals.filter((slot) => slot.providerId !== providerId),
    });
  }
  return { data };
}

export const reassignBookings = action({
  name: 'desk.reassign',
  summary: 'Pasar turnos a otro profesional o a otra hora; cada uno se mueve o se explica por qué no',
  permission: 'desk:write',
  input: reassignSchema,
  output: reassignedSchema,
  problems: [],
  run: runReassign,
});

async function runReassign(ctx: Ctx, { moves }: z.output<typeof reassignSchema>) {
  const data = [];
  for (const { bookingId, providerId, startsAt } of moves) {
    const problem = await tellOutcome(async () => {
      const at = startsAt ?? (await startOf(ctx, bookingId));
      await moveBooking(ctx, { id: bookingId, providerId, startsAt: at, by: 'shop', overbook: false });
    });
    data.push({
      bookingId,
      outcome: problem === undefined ? ('moved' as const) : ('refused' as const),
      problem: problem ?? null,
    });
  }
  return { data };
}

async function startOf(ctx: Ctx, id: string): Promise<number> {
  const [rows] = await ctx.db.read([bookingQuery({ id })]);
  return requireBooking(rows).startsAt;
}
