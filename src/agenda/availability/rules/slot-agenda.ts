import type { LocalDate } from '../../../kernel/local-time.ts';
import type { Catalog } from '../../catalog/rules.ts';
import type { BusyRow, BusyTimes, RowsBySubject } from './provider-time.ts';
import type { VisitPlan } from './visit-plan.ts';
import type { WantedVisit } from './wanted-visit.ts';

/** Local dates, both included. `everyProvider` lists each free provider of a start instead of choosing one. */
export interface SlotRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly everyProvider?: boolean | undefined;
}

/** Epoch minutes; `date` is the local date of the working window. */
export interface OfferedSlot {
  readonly startMinute: number;
  readonly date: LocalDate;
  /** Who begins. */
  readonly providerId: string;
  readonly locationId: string;
  /** Of a group session. */
  readonly seatsLeft?: number;
  /** Who does what and when, of a visit, a team or a group session. */
  readonly plan?: VisitPlan;
}

export interface SlotFacts {
  readonly catalog: Catalog;
  readonly visit: WantedVisit;
  /** Sorted by start. */
  readonly busy: readonly BusyRow[];
  readonly now: number;
}

/** What the search of slots looks at, prepared once. */
export interface SlotAgenda extends Omit<SlotFacts, 'busy'> {
  readonly range: SlotRange;
  readonly times: ReadonlyMap<string, BusyTimes>;
  readonly rows: RowsBySubject;
}
