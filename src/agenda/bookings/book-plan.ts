import type { PublicCustomer } from '../../people/customers/contract.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { limitsOfPlan, type VisitPlan } from '../availability/rules/visit-plan.ts';
import type { Catalog } from '../catalog/rules.ts';
import { type OccupyResult, occupyTime } from '../occupancy/occupy-time.ts';
import type { ManagedBooking } from './contract.ts';
import { bookingInsert, customerLimits, timesOfBooking } from './draft-booking.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import type { BookingRow } from './store.ts';

/** Who wants to be served, and the ways to do it, the preferred one first. */
export interface PlansToBook<Plan extends VisitPlan> {
  readonly catalog: Catalog;
  readonly plans: readonly Plan[];
  readonly customer: PublicCustomer;
  readonly customerWrite: Query;
}

export interface Booking<Plan extends VisitPlan, Answer extends ManagedBooking> {
  /** The action, for the audit log. */
  readonly action: string;
  readonly rowOf: (plan: Plan) => BookingRow;
  readonly answerOf?: (answer: ManagedBooking, plan: Plan) => Answer;
  /** A hold that the booking grows out of, and what ends it: refused as stale when something else did. */
  readonly hold?: { readonly id: string; readonly write: readonly Query[] } | undefined;
  /** What else is written with it. */
  readonly beside?: (row: BookingRow) => Promise<readonly Query[]>;
  /** Staff may go over them. */
  readonly isUnlimited?: boolean;
}

export type Booked<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly reason: Extract<OccupyResult, { ok: false }>['reason'] };

/** Books the first of the plans that can still be had: when a rival was quicker, the next one is tried. */
export async function bookPlan<Plan extends VisitPlan, Answer extends ManagedBooking = ManagedBooking>(
  ctx: Ctx,
  wanted: PlansToBook<Plan>,
  booking: Booking<Plan, Answer>,
): Promise<Booked<Answer>> {
  let last: Booked<Answer> = { ok: false, reason: 'taken' };
  for (const plan of wanted.plans) {
    last = await bookOne(ctx, wanted, { ...booking, plan });
    if (last.ok || last.reason === 'customer-limit' || last.reason === 'stale') return last;
  }
  return last;
}

async function bookOne<Plan extends VisitPlan, Answer extends ManagedBooking>(
  ctx: Ctx,
  { catalog, customerWrite }: PlansToBook<Plan>,
  booking: Booking<Plan, Answer> & { readonly plan: Plan },
): Promise<Booked<Answer>> {
  const { plan, hold, isUnlimited } = booking;
  const row = booking.rowOf(plan);
  const managed = await presentManaged(ctx, catalog, row);
  const beside = (await booking.beside?.(row)) ?? [];
  const answer = booking.answerOf?.(managed, plan) ?? (managed as Answer);
  const result = await occupyTime(ctx, {
    times: timesOfBooking(catalog, row, hold?.id),
    limits: isUnlimited === true ? [] : limitsOfPlan(catalog, plan),
    commit: {
      write: [
        customerWrite,
        bookingInsert(row),
        ...(isUnlimited === true ? [] : customerLimits(catalog, row)),
        ...(hold?.write ?? []),
        ...beside,
      ],
      events: [
        { type: 'booking.created', subjectId: row.id, data: { booking: presentBooking(catalog, row) } },
      ],
      audit: { action: booking.action, subjectId: row.id, details: { startsAt: answer.startsAt } },
      answer,
    },
  });
  return result.ok ? { ok: true, answer } : result;
}
