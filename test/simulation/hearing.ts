import type { Tenant } from '../../src/kernel/tenant.ts';
import type { Attempt, Undertaking } from './clients.ts';
import { hasRoomByOracle } from './room-oracle.ts';
import { busyRows } from './safety.ts';
import type { Simulation } from './simulation.ts';
import type { World } from './world.ts';

/** What can put a claim over a hold on purpose, and leave it there for a while when it fails. */
const OVER_OTHERS = ['desk-book', 'block', 'door-take', 'door-move'];
const LEASE_MS = 120_000;

/** What was acknowledged is in the database at that very moment; what broke must never be seen. */
export function hear(simulation: Simulation, undertaking: Undertaking, made: Attempt): void {
  const { world, violations } = simulation;
  const { name, tenant, call, attempts } = undertaking;
  const { result } = made;
  world.chaos.count(`${name}: ${result.kind === 'refused' ? result.code : result.kind}`);
  if (result.kind === 'broken')
    violations.push({ property: 'no-broken-answer', detail: `${name}: ${result.why}` });
  if (result.kind !== 'ok') {
    hearRefusal(simulation, undertaking, made);
    return;
  }
  const texts = attempts.flatMap(({ result: one }) => (one.kind === 'ok' ? [one.text] : []));
  if (new Set(texts).size > 1)
    violations.push({ property: 'same-answer', detail: `${name} ${made.requestId}` });
  const isTaking = call.effect.kind === 'take' || (call.effect.kind === 'move' && !result.isReplay);
  if (isTaking && !isRecorded(world, tenant, attempts)) {
    const isNothingNew = call.effect.kind === 'move';
    if (!isNothingNew)
      violations.push({ property: 'acknowledged-is-recorded', detail: `${name} ${made.requestId}` });
  }
  if (attempts.find(({ result: one }) => one.kind === 'ok') === made) call.learn?.(result.answer as never);
}

function isRecorded(world: World, tenant: Tenant, attempts: readonly Attempt[]): boolean {
  const engine = world.engineOf(tenant);
  return attempts.some(
    ({ requestId }) => engine.rows('SELECT 1 FROM audit_log WHERE request_id = ?', requestId).length > 0,
  );
}

/** A hold that stands, with nobody else in its time, is honoured. */
function hearRefusal(
  { world, undertakings, violations }: Simulation,
  undertaking: Undertaking,
  made: Attempt,
): void {
  const { name, tenant, call } = undertaking;
  const { effect } = call;
  if (effect.kind !== 'take' || effect.supersedes === undefined || undertaking.attempts.length > 1) return;
  if (
    made.result.kind !== 'refused' ||
    made.result.code !== 'slot-taken' ||
    world.chaos.counts.has('clockJumps')
  )
    return;
  const isDisturbed = undertakings.some(
    (other) =>
      isTwin(other, undertaking) ||
      (OVER_OTHERS.includes(other.name) && other.attempts.some((one) => isRecentFailure(one, made))),
  );
  const rows = busyRows(world.engineOf(tenant));
  const ownTimes = rows.filter(({ ownerId }) => ownerId === effect.supersedes);
  const isStanding =
    ownTimes.length > 0 &&
    ownTimes.every(({ expiresAt }) => expiresAt !== null && expiresAt > made.now + 60_000);
  if (isDisturbed || !isStanding) return;
  const isFree = effect.wished.every((time) =>
    hasRoomByOracle(
      time,
      rows.filter(({ ownerId, subjectId }) => ownerId !== effect.supersedes && subjectId === time.subjectId),
    ),
  );
  if (isFree) violations.push({ property: 'hold-is-honoured', detail: `${name} ${made.requestId}` });
}

/** Of two bookings out of one hold at once, the later one finds the earlier one's claim until that has ended. */
function isTwin(other: Undertaking, { id, call: { effect } }: Undertaking): boolean {
  const theirs = other.call.effect;
  return (
    other.id !== id &&
    theirs.kind === 'take' &&
    effect.kind === 'take' &&
    theirs.supersedes === effect.supersedes
  );
}

function isRecentFailure({ result, respondedAt }: Attempt, made: Attempt): boolean {
  return result.kind !== 'ok' && respondedAt > made.invokedAt - LEASE_MS;
}
