import type * as z from 'zod';
import { recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { recordStranger } from '../../people/customers/record-stranger.ts';
import { recordIntake } from '../../people/intake/record-intake.ts';
import { plainNotes } from '../../people/intake/seal-notes.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import type { ServedPlan } from '../availability/rules/choose-plan.ts';
import { bookPlan, type PlansToBook } from '../bookings/book-plan.ts';
import { newBookingRow } from '../bookings/draft-booking.ts';
import { refuseOccupation } from '../bookings/refuse-occupation.ts';
import type { BookingSource, BookingStatus } from '../bookings/rules/life.ts';
import { bookAtDeskSchema, type DeskBooked, deskBookedSchema, walkInSchema } from './contract.ts';

const MINUTE_MS = 60_000;

const common = {
  permission: 'desk:write',
  output: deskBookedSchema,
  problems: ['not-found', 'slot-taken', 'slot-not-offered', 'request-in-progress'],
} as const;

export const bookAtDesk = action({
  ...common,
  name: 'desk.book',
  summary:
    'Anotar un turno desde el local: sin anticipación ni horarios, y aun como sobreturno si se lo pide',
  input: bookAtDeskSchema,
  run: async (ctx: Ctx, input: z.output<typeof bookAtDeskSchema>): Promise<DeskBooked> => {
    const { customer, notes, staffNotes, ...wish } = input;
    const recognition = recognizeCustomer(ctx, customer);
    const { catalog, plans, beside } = await readFreely(ctx, wish, [recognition.query]);
    const known = recognition.resolve(beside[0]);
    return await book(ctx, wish, {
      request: { catalog, plans, customer: known.customer, customerWrite: known.write },
      draft: { action: 'desk.book', source: 'desk', status: 'confirmed', notes, staffNotes },
    });
  },
});

export const admitWalkIn = action({
  ...common,
  name: 'desk.walk-in',
  summary: 'Atender ya a quien llegó sin turno; el contacto es opcional',
  input: walkInSchema,
  run: async (ctx: Ctx, input: z.output<typeof walkInSchema>): Promise<DeskBooked> => {
    const { customer, ...wanted } = input;
    const wish = { ...wanted, startsAt: Math.floor(ctx.now / MINUTE_MS) * MINUTE_MS };
    const draft = { action: 'desk.walk-in', source: 'walk-in', status: 'checked-in' } as const;
    if (customer.email === undefined && customer.phone === undefined) {
      const { catalog, plans } = await readFreely(ctx, wish, []);
      const stranger = recordStranger(ctx, customer.name);
      const request = { catalog, plans, customer: stranger.customer, customerWrite: stranger.write };
      return await book(ctx, wish, { request, draft });
    }
    const recognition = recognizeCustomer(ctx, customer);
    const { catalog, plans, beside } = await readFreely(ctx, wish, [recognition.query]);
    const known = recognition.resolve(beside[0]);
    const request = { catalog, plans, customer: known.customer, customerWrite: known.write };
    return await book(ctx, wish, { request, draft });
  },
});

type DeskWish = Wish & { readonly overbook: boolean };

function readFreely<const Beside extends Parameters<typeof readWantedStart>[2]>(
  ctx: Ctx,
  wish: DeskWish,
  beside: NonNullable<Beside>,
) {
  return readWantedStart(ctx, { ...wish, freedom: 'staff' }, beside);
}

interface Draft {
  readonly action: string;
  readonly source: BookingSource;
  readonly status: BookingStatus;
  readonly notes?: string | undefined;
  readonly staffNotes?: string | undefined;
}

/** What the desk goes over is told in the answer, and stays with the booking where it stands over another one. */
async function book(
  ctx: Ctx,
  wish: Wish,
  { request, draft }: { readonly request: PlansToBook<ServedPlan>; readonly draft: Draft },
): Promise<DeskBooked> {
  const { notes, staffNotes, status, source } = draft;
  const plainStaffNotes = plainNotes(ctx, staffNotes);
  const result = await bookPlan<ServedPlan, DeskBooked>(ctx, request, {
    action: draft.action,
    isUnlimited: true,
    rowOf: (plan) => ({
      ...newBookingRow(ctx, { plan, customer: request.customer, notes, source }),
      status,
      staffNotes: plainStaffNotes,
      isOverbooked: plan.warnings.includes('overbooked'),
    }),
    beside: (row) => recordIntake(ctx, row, { notes, staffNotes }),
    answerOf: (answer, plan) => ({ ...answer, staffNotes: plainStaffNotes, warnings: [...plan.warnings] }),
  });
  return result.ok ? result.answer : await refuseOccupation(ctx, wish, result.reason);
}
