import type { Availability, MissingSlot } from '../../agenda/availability/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';

/** Starts in a row, epoch milliseconds, both included. */
export interface StartRange {
  readonly from: number;
  readonly to: number;
}

/** Why some starts are missing, whose, and who can bring them back. */
export interface Reason {
  readonly rule: string;
  readonly changedBy: string;
  /** The names of holidays, the reasons of blocks and of special hours. */
  readonly details: readonly string[];
  /** How many starts; a whole day counts as none. */
  readonly count: number;
  readonly people: readonly { readonly providerId: string; readonly ranges: readonly StartRange[] }[];
}

export interface DayOfStarts {
  /** In order: each start that is offered, or that hours, but for one of the reasons, would offer. */
  readonly starts: readonly { readonly startsAt: number; readonly rule: string | undefined }[];
  readonly offered: number;
  /** The reason that takes the most away first; reasons of hours and dates last. */
  readonly reasons: readonly Reason[];
}

/** Rules that say when somebody works at all, rather than what became of their time. */
const OF_HOURS: ReadonlySet<string> = new Set(['closed', 'holiday', 'exception', 'duration']);

/**
 * A day's starts as customers see them, and the reasons for those that are missing. A start that somebody else offers is
 * not missing. Where a start is missing for several providers, the mosaic names the first one's reason. `now` (epoch
 * milliseconds) parts those that have gone by from those that are too soon.
 */
export function dayOfStarts(
  { slots, missing = [] }: Pick<Availability, 'slots' | 'missing'>,
  now: number,
): DayOfStarts {
  const offered = new Set(slots.map(({ startsAt }) => parseInstant(startsAt) ?? 0));
  const absent = missing
    .filter(({ startsAt }) => startsAt === null || !offered.has(parseInstant(startsAt) ?? 0))
    .map((start) => orPast(start, now));
  const rules = new Map<number, string | undefined>([...offered].map((startsAt) => [startsAt, undefined]));
  for (const { startsAt, rule } of absent) {
    const at = startsAt === null ? undefined : parseInstant(startsAt);
    if (at !== undefined && !rules.has(at) && !OF_HOURS.has(rule)) rules.set(at, rule);
  }
  return {
    starts: [...rules]
      .map(([startsAt, rule]) => ({ startsAt, rule }))
      .sort((a, b) => a.startsAt - b.startsAt),
    offered: offered.size,
    reasons: [...Map.groupBy(absent, ({ rule, changedBy }) => `${rule} ${changedBy}`).values()]
      .map(reasonOf)
      .sort(byWeight),
  };
}

/** What has gone by wants no notice any more. */
function orPast(start: MissingSlot, now: number): MissingSlot {
  const isPast = start.rule === 'notice' && (parseInstant(start.startsAt ?? '') ?? now) < now;
  return isPast ? { ...start, rule: 'past', changedBy: 'time' } : start;
}

function reasonOf(group: readonly MissingSlot[]): Reason {
  const [first] = group;
  if (first === undefined) throw new Error('A group has members');
  const starts = new Set(group.flatMap(({ startsAt }) => startsAt ?? []));
  return {
    rule: first.rule,
    changedBy: first.changedBy,
    details: [...new Set(group.flatMap(({ detail }) => detail ?? []))],
    count: starts.size,
    people: [...Map.groupBy(group, ({ providerId }) => providerId)].map(([providerId, own]) => ({
      providerId,
      ranges: rangesOf(
        own.flatMap(({ startsAt }) => (startsAt === null ? [] : (parseInstant(startsAt) ?? 0))),
      ),
    })),
  };
}

function byWeight(a: Reason, b: Reason): number {
  const [isLateA, isLateB] = [OF_HOURS.has(a.rule), OF_HOURS.has(b.rule)];
  return isLateA === isLateB ? b.count - a.count : Number(isLateA) - Number(isLateB);
}

/** Starts that follow each other at the smallest distance there is are one range. */
function rangesOf(starts: readonly number[]): StartRange[] {
  const sorted = [...new Set(starts)].sort((a, b) => a - b);
  const step = Math.min(...sorted.slice(1).map((start, index) => start - (sorted[index] ?? 0)));
  const ranges: { from: number; to: number }[] = [];
  for (const start of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && start - last.to <= step) last.to = start;
    else ranges.push({ from: start, to: start });
  }
  return ranges;
}
