import { type Interval, overlaps } from '../../kernel/interval.ts';
import type { Ctx } from '../../platform/context.ts';
import type { BookingRow } from '../bookings/draft-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Occupation } from '../occupancy/occupy-time.ts';
import { draftOffer, type Line, type Offer } from '../waitlist/draft-offer.ts';

export interface GivenUpDates {
  /** The bookings whose time is given up. */
  readonly rows: readonly BookingRow[];
  /** Who waits for their service. */
  readonly line: Line;
  /** What the same commit takes. */
  readonly taken?: readonly Interval[];
}

/** For each time that is given up, an offer to the first in line whom it suits; nobody is offered two at once. */
export function draftOffers(ctx: Ctx, catalog: Catalog, { rows, line, taken = [] }: GivenUpDates): Offer[] {
  let waiting = line;
  return rows
    .filter((row) => !taken.some((time) => overlaps(time, row)))
    .flatMap((row) => {
      const offer = draftOffer(ctx, catalog, { plan: row, line: waiting, from: row.id });
      if (offer === undefined) return [];
      waiting = waiting.filter(({ entry }) => entry.id !== offer.entryId);
      return [offer];
    });
}

/** What takes and writes the offers too, in the same commit. */
export function withOffers(occupation: Occupation, offers: readonly Offer[]): Occupation {
  const { commit } = occupation;
  return {
    ...occupation,
    times: [...occupation.times, ...offers.flatMap(({ times }) => times)],
    commit: {
      ...commit,
      write: [...commit.write, ...offers.flatMap(({ write }) => write)],
      events: [...commit.events, ...offers.map(({ event }) => event)],
    },
  };
}
