import type { WantedTime } from '../../src/kernel/occupancy.ts';
import type { Model, Observed } from './linearizability.ts';
import { hasRoomByOracle } from './room-oracle.ts';

/** Time that an owner takes of the one subject that a history is about. */
export interface Stretch extends WantedTime {
  /** Null: until it is given up. */
  readonly expiresAt: number | null;
  readonly isOverbooked?: boolean;
}

/** What clients of one provider's (or resource's) day asked for, and what they were told. */
export type AgendaOperation = Observed & {
  /** The asking isolate's clock: holds that ended before it are over for this operation. */
  readonly now: number;
} & (
    | {
        readonly kind: 'take';
        readonly ownerId: string;
        readonly times: readonly Stretch[];
        readonly supersedes?: string | undefined;
      }
    /** Told that somebody else has it. */
    | { readonly kind: 'refused'; readonly ownerId: string; readonly times: readonly Stretch[] }
    | { readonly kind: 'move'; readonly ownerId: string; readonly times: readonly Stretch[] }
    | { readonly kind: 'free'; readonly ownerId: string }
    /** Shown what an owner has here. */
    | { readonly kind: 'look'; readonly ownerId: string; readonly starts: readonly number[] }
    /** Shown times as free. */
    | { readonly kind: 'list'; readonly times: readonly Stretch[] }
  );

export interface Agenda {
  readonly taken: readonly Stretch[];
  /** Owners that are over: what they had never comes back. */
  readonly ended: readonly string[];
}

/** The agenda as everybody imagines it: one list of times, one thing after the other. */
export const AGENDA: Model<Agenda, AgendaOperation> = {
  initial: { taken: [], ended: [] },
  step,
  key: ({ taken, ended }) =>
    [
      ...taken
        .map(({ ownerId, startsAt, endsAt, expiresAt }) => `${ownerId} ${startsAt} ${endsAt} ${expiresAt}`)
        .sort(),
      ...ended.toSorted(),
    ].join(),
};

function step(agenda: Agenda, operation: AgendaOperation): Agenda | undefined {
  switch (operation.kind) {
    case 'take':
      return take(agenda, operation);
    case 'move':
      return agenda.ended.includes(operation.ownerId) ? undefined : place(agenda, operation);
    case 'free':
      return give(agenda, operation.ownerId);
    case 'refused':
      return operation.times.some((time) => !fits(agenda, time, operation.now)) ? agenda : undefined;
    case 'look':
      return String(startsOf(agenda, operation.ownerId)) === String(operation.starts) ? agenda : undefined;
    case 'list':
      return operation.times.every((time) => fits(agenda, time, operation.now)) ? agenda : undefined;
  }
}

function place(
  agenda: Agenda,
  { ownerId, times, now }: { ownerId: string; times: readonly Stretch[]; now: number },
): Agenda | undefined {
  const others = { ...agenda, taken: agenda.taken.filter((time) => time.ownerId !== ownerId) };
  if (times.some((time) => time.isOverbooked !== true && !fits(others, time, now))) return undefined;
  return { ...others, taken: [...others.taken, ...times] };
}

/** A hold that became something else, or was let go, cannot become something else again. */
function take(agenda: Agenda, operation: Extract<AgendaOperation, { kind: 'take' }>): Agenda | undefined {
  const { ownerId, supersedes } = operation;
  if (agenda.ended.includes(ownerId) || isTaken(agenda, ownerId)) return undefined;
  if (supersedes === undefined) return place(agenda, operation);
  return agenda.ended.includes(supersedes) ? undefined : place(give(agenda, supersedes), operation);
}

/** Giving up again changes nothing. */
function give(agenda: Agenda, ownerId: string): Agenda {
  if (agenda.ended.includes(ownerId)) return agenda;
  return {
    taken: agenda.taken.filter((time) => time.ownerId !== ownerId),
    ended: [...agenda.ended, ownerId],
  };
}

function isTaken({ taken }: Agenda, ownerId: string): boolean {
  return taken.some((time) => time.ownerId === ownerId);
}

function startsOf({ taken }: Agenda, ownerId: string): number[] {
  return taken.flatMap((time) => (time.ownerId === ownerId ? [time.startsAt] : [])).sort((a, b) => a - b);
}

function fits({ taken }: Agenda, time: Stretch, now: number): boolean {
  return hasRoomByOracle(
    time,
    taken.filter(({ expiresAt }) => expiresAt === null || expiresAt > now),
  );
}
