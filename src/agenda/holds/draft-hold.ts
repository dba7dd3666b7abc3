import type { Ctx } from '../../platform/context.ts';
import { placeOfPlan, timesOfPlan, type VisitPlan } from '../availability/rules/visit-plan.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { WantedOccupation } from '../occupancy/occupy-time.ts';
import { type HoldRow, insertHold } from './store.ts';

/** Statement: writes a hold. */
export const holdInsert = insertHold;

/** A hold of a plan, not yet written. */
export function newHoldRow(ctx: Ctx, plan: VisitPlan, expiresAt: number): HoldRow {
  return {
    id: ctx.newId('hld'),
    ...placeOfPlan(plan),
    seats: plan.seats,
    waitlistEntryId: null,
    currency: ctx.tenant.profile.currency,
    createdAt: ctx.now,
    expiresAt,
  };
}

/** What a hold takes of providers and resources, until it expires. */
export function timesOfHold(catalog: Catalog, row: HoldRow): WantedOccupation[] {
  return timesOfPlan(catalog, row).map((time) => ({
    ...time,
    ownerType: 'hold',
    ownerId: row.id,
    expiresAt: row.expiresAt,
  }));
}
