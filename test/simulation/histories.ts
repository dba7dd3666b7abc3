import { AGENDA, type AgendaOperation } from './agenda-model.ts';
import type { Attempt, Undertaking } from './clients.ts';
import { checkLinearizability } from './linearizability.ts';
import type { Call } from './operation.ts';
import type { SubjectStretch } from './shop.ts';
import type { Simulation } from './simulation.ts';

const DAY_MS = 86_400_000;
/** An isolate may show again what the database confirmed so long ago. */
const CONFIRMED_MS = 110;
/** Faults after which a lock may refuse for a while what is free by now. */
const BLINDING = [
  'callLost',
  'callAnswerLost',
  'objectAborted',
  'objectOverloaded',
  'isolateKilled',
  'everythingKilled',
  'clockJumps',
];

/** What clients saw of each provider's and each resource's day can have happened in one order. */
export function checkHistories({ world, undertakings, violations }: Simulation): void {
  const isAlone = !undertakings.some(({ name }) => name.startsWith('wait') || name.startsWith('import'));
  const isStrict = isAlone && BLINDING.every((fault) => !world.chaos.counts.has(fault));
  for (const [day, operations] of histories(undertakings, isStrict)) {
    world.chaos.count('histories');
    const verdict = checkLinearizability(operations, { model: AGENDA, patience: 20_000 });
    if (verdict === 'undecided') world.chaos.count('histories undecided');
    if (verdict === 'not-linearizable')
      violations.push({
        property: 'linearizable',
        detail: `${day}: ${operations.map(describeOperation).join('; ')}`,
      });
  }
}

type DayOperation = AgendaOperation & { readonly day: string };

function histories(undertakings: readonly Undertaking[], isStrict: boolean): Map<string, DayOperation[]> {
  const tainted = new Set(undertakings.flatMap(movedSomewhere));
  for (const { call, attempts } of undertakings) {
    if (call.effect.kind === 'other') for (const id of call.effect.touches) tainted.add(id);
    for (const id of pendingIn(attempts)) tainted.add(id);
  }
  const observed = undertakings.filter(({ name }) => !name.startsWith('probe'));
  const everything = observed.flatMap((one) => takesAndMoves(one));
  // What grew out of a hold and was left out ends that hold all the same: the hold is left out too.
  for (const one of everything)
    if (one.kind === 'take' && one.supersedes !== undefined && tainted.has(one.ownerId))
      tainted.add(one.supersedes);
  // Whose first time nobody was told (an offer that was accepted, an import) cannot be followed either.
  const taken = new Set(everything.flatMap((one) => (one.kind === 'take' ? [one.ownerId] : [])));
  const placed = everything.filter(({ ownerId }) => taken.has(ownerId) && !tainted.has(ownerId));
  const daysOf = Map.groupBy(placed, ({ ownerId }) => ownerId);
  const others = observed.flatMap((one) => [
    ...departures(one, daysOf),
    ...freesAndLooks(one, daysOf),
    ...lists(one),
    ...(isStrict && tainted.size === 0 ? refusals(one, observed) : []),
  ]);
  return Map.groupBy([...placed, ...others], ({ day }) => day);
}

/** A booking of which nobody knows where a lost answer has put it: what it takes is left out. */
function movedSomewhere({ call, attempts }: Undertaking): string[] {
  if (call.effect.kind !== 'move') return [];
  return attempts.some(({ result }) => result.kind === 'unknown') ? [call.effect.ownerId] : [];
}

/** What moves leaves the days where it is not any more. */
function departures({ tenant, call, attempts }: Undertaking, placed: Placed): DayOperation[] {
  const { effect } = call;
  const ok = firstGood(attempts);
  if (effect.kind !== 'move' || ok === undefined) return [];
  const { ownerId } = effect;
  const arrivals = new Set(byDay(tenant.id, effect.timesOf(answerOf(ok) as never)).map(([day]) => day));
  const days = new Set((placed.get(ownerId) ?? []).map(({ day }) => day));
  return [...days]
    .filter((day) => !arrivals.has(day))
    .map((day) => ({ ...seenOf(attempts, ok), day, kind: 'move', ownerId, times: [] }));
}

type Placed = ReadonlyMap<string, readonly { readonly day: string }[]>;

/** What waits for an answer ends by itself: nobody is told when. */
function pendingIn(attempts: readonly Attempt[]): string[] {
  return attempts.flatMap((attempt) => {
    const answer = answerOf(attempt) as { id?: string; pending?: unknown } | undefined;
    return answer?.pending != null && answer.id !== undefined ? [answer.id] : [];
  });
}

interface Seen {
  readonly invokedAt: number;
  readonly respondedAt: number;
  readonly now: number;
}

/** From the first attempt to the first good answer: the one that counted is one of them. */
function seenOf(attempts: readonly Attempt[], ended: Attempt | undefined): Seen {
  const until =
    ended === undefined ? attempts : attempts.filter(({ invokedAt }) => invokedAt <= ended.respondedAt);
  return {
    invokedAt: Math.min(...until.map(({ invokedAt }) => invokedAt)),
    respondedAt: ended?.respondedAt ?? Number.POSITIVE_INFINITY,
    now: Math.max(...until.map(({ now }) => now)),
  };
}

function takesAndMoves({
  id,
  tenant,
  call,
  attempts,
}: Undertaking): Extract<DayOperation, { kind: 'take' | 'move' }>[] {
  const { effect } = call;
  if (effect.kind !== 'take' && effect.kind !== 'move') return [];
  const ok = firstGood(attempts);
  if (ok === undefined && !attempts.some(({ result }) => result.kind === 'unknown')) return [];
  const times = ok === undefined ? effect.wished : effect.timesOf(answerOf(ok) as never);
  const seen = { ...seenOf(attempts, ok), isOptional: ok === undefined };
  const named = times.map((time) => (ok === undefined ? { ...time, ownerId: `?${id}` } : time));
  return byDayAndOwner(tenant.id, named).map(([day, ownerId, stretches]) => {
    const own = { ...seen, day, ownerId, times: stretches };
    return effect.kind === 'move'
      ? { ...own, kind: 'move' }
      : { ...own, kind: 'take', supersedes: effect.supersedes };
  });
}

function freesAndLooks({ call, attempts }: Undertaking, placed: Placed): DayOperation[] {
  const { effect } = call;
  if (effect.kind !== 'free' && effect.kind !== 'look') return [];
  const days = new Set((placed.get(effect.ownerId) ?? []).map(({ day }) => day));
  const ok = firstGood(attempts);
  const isUnknown = attempts.some(({ result }) => result.kind === 'unknown');
  if (ok === undefined && (effect.kind === 'look' || !isUnknown)) return [];
  const seen = { ...seenOf(attempts, ok), isOptional: ok === undefined };
  const { ownerId } = effect;
  if (effect.kind === 'free') return [...days].map((day) => ({ ...seen, day, kind: 'free', ownerId }));
  const shown = effect.timesOf(answerOf(ok as Attempt) as never);
  return [...days].map((day) => {
    const [tenantId = ''] = day.split('|');
    const here = byDay(tenantId, shown).find(([name]) => name === day)?.[1] ?? [];
    return {
      ...seen,
      day,
      kind: 'look',
      ownerId,
      starts: here.map(({ startsAt }) => startsAt).sort((a, b) => a - b),
    };
  });
}

function lists({ tenant, call, attempts }: Undertaking): DayOperation[] {
  const { effect } = call;
  const ok = firstGood(attempts);
  if (effect.kind !== 'list' || ok === undefined) return [];
  const seen = { ...seenOf(attempts, ok), invokedAt: ok.invokedAt - CONFIRMED_MS };
  return byDay(tenant.id, effect.timesOf(answerOf(ok) as never)).map(([day, times]) => ({
    ...seen,
    day,
    kind: 'list',
    times,
  }));
}

/** Somebody must have been in the way, or at least on the way. */
function refusals({ id, tenant, call, attempts }: Undertaking, all: readonly Undertaking[]): DayOperation[] {
  const { effect } = call;
  if (effect.kind !== 'take' || attempts.length !== 1) return [];
  const [attempt] = attempts;
  if (attempt?.result.kind !== 'refused' || attempt.result.code !== 'slot-taken') return [];
  const days = byDay(tenant.id, effect.wished);
  if (days.length !== 1 || all.some((other) => other.id !== id && isFailedBeside(other, attempt))) return [];
  return days.map(([day, times]) => ({ ...attempt, day, kind: 'refused', ownerId: '?', times }));
}

/** What failed may have kept a claim until it was settled. */
function isFailedBeside({ call, attempts }: Undertaking, refused: Attempt): boolean {
  if (!isTaking(call)) return false;
  return attempts.some(
    ({ invokedAt, respondedAt, result }) =>
      result.kind !== 'ok' && invokedAt < refused.respondedAt && respondedAt + 120_000 > refused.invokedAt,
  );
}

function isTaking({ effect }: Call): boolean {
  return effect.kind === 'take' || effect.kind === 'move';
}

function firstGood(attempts: readonly Attempt[]): Attempt | undefined {
  const good = attempts.filter(({ result }) => result.kind === 'ok');
  return good.toSorted((a, b) => a.respondedAt - b.respondedAt)[0];
}

function answerOf({ result }: Attempt): unknown {
  return result.kind === 'ok' ? result.answer : undefined;
}

function byDay(tenantId: string, times: readonly SubjectStretch[]): [string, SubjectStretch[]][] {
  return [
    ...Map.groupBy(
      times,
      ({ subjectId, startsAt }) => `${tenantId}|${subjectId}|${Math.floor(startsAt / DAY_MS)}`,
    ),
  ];
}

function byDayAndOwner(
  tenantId: string,
  times: readonly SubjectStretch[],
): [string, string, SubjectStretch[]][] {
  return byDay(tenantId, times).flatMap(([day, ofDay]) =>
    [...Map.groupBy(ofDay, ({ ownerId }) => ownerId)].map(
      ([ownerId, own]): [string, string, SubjectStretch[]] => [day, ownerId, own],
    ),
  );
}

function describeOperation(operation: DayOperation): string {
  const { kind, invokedAt, respondedAt, isOptional } = operation;
  const what =
    'times' in operation
      ? operation.times.map(({ startsAt, endsAt }) => `${clock(startsAt)}-${clock(endsAt)}`).slice(0, 30)
      : '';
  const who = 'ownerId' in operation ? operation.ownerId : '';
  return `[${clock(invokedAt)}…${clock(respondedAt)}${isOptional ? '?' : ''}] ${kind} ${who} ${what}`;
}

function clock(instant: number): string {
  return Number.isFinite(instant) ? new Date(instant).toISOString().slice(8, 23) : '∞';
}
