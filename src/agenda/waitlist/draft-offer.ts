import type { NewEvent } from '../../kernel/events.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { Commit } from '../../platform/tenant-db.ts';
import type { VisitPlan } from '../availability/rules/visit-plan.ts';
import type { Catalog } from '../catalog/rules.ts';
import { holdInsert, newHoldRow, timesOfHold } from '../holds/draft-hold.ts';
import {
  freeTime,
  type Occupation,
  type Occupied,
  type OccupyResult,
  occupyTime,
  type WantedOccupation,
} from '../occupancy/occupy-time.ts';
import { presentEntry } from './present-entry.ts';
import { firstInLine, offerDeadline, placedStart } from './rules/match.ts';
import { lineOfBooking, type lineOfService, updateEntry } from './store.ts';

/** Who waits for a service, the longest first. */
export type Line = Awaited<ReturnType<typeof lineOfService>>;

/** A time that is held for whoever's turn it is: what it takes and writes. */
export interface Offer {
  readonly entryId: string;
  readonly times: readonly WantedOccupation[];
  readonly write: readonly Query[];
  readonly event: NewEvent;
}

interface Free {
  readonly plan: VisitPlan;
  readonly line: Line;
  /** Whose the time is until now, if anybody's. */
  readonly from?: string | undefined;
}

/** Puts an offer of a time together, for the first in line whom it suits; undefined when there is nobody. */
export function draftOffer(ctx: Ctx, catalog: Catalog, { plan, line, from }: Free): Offer | undefined {
  const [item] = plan.items;
  const service = catalog.serviceById.get(item?.serviceId ?? '');
  if (item === undefined || plan.items.length > 1 || service === undefined) return undefined;
  const deadline = offerDeadline(item.startsAt, { ...service, now: ctx.now });
  const zone = catalog.locationById.get(plan.locationId)?.timeZone ?? ctx.tenant.profile.timeZone;
  const free = placedStart({ ...item, locationId: plan.locationId }, zone);
  const entry = firstInLine(
    line.map((one) => one.entry),
    free,
  );
  const waiting = line.find((one) => one.entry === entry);
  if (deadline === undefined || waiting === undefined) return undefined;
  const single = { ...plan, seats: 1 };
  const hold = { ...newHoldRow(ctx, single, deadline), waitlistEntryId: waiting.entry.id };
  const change = { status: 'offered', holdId: hold.id, offerExpiresAt: deadline } as const;
  const row = { ...waiting, entry: { ...waiting.entry, ...change }, hold };
  return {
    entryId: waiting.entry.id,
    times: timesOfHold(catalog, hold).map((time) => ({
      ...time,
      ...(from !== undefined && { supersedes: from }),
    })),
    write: [holdInsert(hold), updateEntry(waiting.entry, change, ctx.now)],
    event: {
      type: 'waitlist.offered',
      subjectId: waiting.entry.id,
      data: { entry: presentEntry(ctx, catalog, row) },
    },
  };
}

/** Query: who waits for the service of a booking, for whoever gives its time up. */
export const lineOfBookingQuery = lineOfBooking;

export interface GivenUp extends Free {
  readonly from: string;
  readonly occupied: readonly Occupied[];
  readonly commit: Omit<Commit, 'id'>;
}

/**
 * Gives time back, into the hands of the first in line whom it suits: in the same commit, so that nobody else can
 * come between. Without anybody in line, or when that fails, it is free for all.
 */
export async function passTimeOn(ctx: Ctx, catalog: Catalog, givenUp: GivenUp): Promise<OccupyResult> {
  const { occupied, commit } = givenUp;
  const offer = occupied.length === 0 ? undefined : draftOffer(ctx, catalog, givenUp);
  if (offer !== undefined) {
    const passed = await occupyTime(ctx, withOffer({ times: [], before: occupied, commit }, offer));
    if (passed.ok) return passed;
  }
  return await freeTime(ctx, occupied, commit);
}

/** Takes new time and gives the old one into the hands of the first in line, where that goes together. */
export async function occupyPassingOn(
  ctx: Ctx,
  occupation: Occupation,
  offer: Offer | undefined,
): Promise<OccupyResult> {
  if (offer !== undefined) {
    const passed = await occupyTime(ctx, withOffer(occupation, offer));
    if (passed.ok) return passed;
  }
  return await occupyTime(ctx, occupation);
}

function withOffer(occupation: Occupation, offer: Offer): Occupation {
  const { commit } = occupation;
  return {
    ...occupation,
    times: [...occupation.times, ...offer.times],
    commit: {
      ...commit,
      write: [...commit.write, ...offer.write],
      events: [...commit.events, offer.event],
    },
  };
}
