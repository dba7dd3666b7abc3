import { timesOfPlan, type VisitPlan } from '../../src/agenda/availability/rules/visit-plan.ts';
import type { Undertaking } from './clients.ts';
import type { Engine } from './engine.ts';
import { busyRows, type Violation } from './safety.ts';
import type { Shop } from './shop.ts';
import type { Simulation } from './simulation.ts';

/** Longer than the cron takes to look again. */
const PATIENCE_MS = 180_000;

/** What the database holds of everything that was promised, and nothing besides. */
export function findUnkeptRecords({ world, undertakings }: Simulation, shop: Shop): Violation[] {
  const engine = world.engineOf(shop.tenant);
  const own = undertakings.filter(({ tenant }) => tenant.id === shop.tenant.id);
  const written = commitsByRequest(engine);
  return [
    ...own.flatMap((undertaking) => wronglyWritten(undertaking, written)),
    ...strangers(engine, own),
    ...own.flatMap((undertaking) => lostOwners(engine, undertaking)),
    ...wrongEvents(engine),
    ...wrongWaiting(engine, world.timeline.now),
    ...wrongTimes(engine, shop),
  ];
}

function commitsByRequest(engine: Engine): Map<string, number> {
  const rows = engine.rows('SELECT request_id AS id, count(*) AS commits FROM audit_log GROUP BY request_id');
  return new Map(rows.map(({ id, commits }) => [String(id), Number(commits)]));
}

/** Acknowledged: exactly once. Refused: not at all. Unknown: once at most, however often it was repeated. */
function wronglyWritten(
  { name, call, attempts }: Undertaking,
  written: ReadonlyMap<string, number>,
): Violation[] {
  const commits = (requestId: string) => written.get(requestId) ?? 0;
  const total = attempts.reduce((sum, { requestId }) => sum + commits(requestId), 0);
  const found: Violation[] = [];
  const blame = (property: string, why: string) =>
    found.push({
      property,
      detail: `${name} ${attempts.map(({ requestId }) => requestId).join(',')}: ${why}`,
    });
  if (call.isManifold) return found;
  if (total > 1) blame('once', `${total} commits`);
  for (const { requestId, result } of attempts)
    if (result.kind === 'refused' && commits(requestId) > 0) blame('refused-is-not-there', result.code);
  const isTaken = call.effect.kind === 'take' && attempts.some(({ result }) => result.kind === 'ok');
  if (isTaken && total === 0) blame('acknowledged-is-there', 'no commit');
  return found;
}

function strangers(engine: Engine, own: readonly Undertaking[]): Violation[] {
  const known = new Set(own.flatMap(({ attempts }) => attempts.map(({ requestId }) => requestId)));
  return engine
    .rows(
      `SELECT request_id AS id, action FROM audit_log WHERE request_id <> 'req_setup' AND actor NOT GLOB 'system:*'`,
    )
    .filter(({ id }) => !known.has(String(id)))
    .map(({ id, action }) => ({ property: 'nothing-by-itself', detail: `${action} by ${id}` }));
}

/** Whoever was told an id finds it, as long as nobody has ended it. */
function lostOwners(engine: Engine, { name, call, attempts }: Undertaking): Violation[] {
  if (call.effect.kind !== 'take' || !name.startsWith('book')) return [];
  const ok = attempts.find(({ result }) => result.kind === 'ok');
  if (ok?.result.kind !== 'ok') return [];
  const { id } = ok.result.answer as { id: string };
  const found = engine.rows('SELECT count(*) AS bookings FROM bookings WHERE id = ?', id);
  return found[0]?.bookings === 1 ? [] : [{ property: 'acknowledged-is-there', detail: `${name} ${id}` }];
}

/** One event for each change of a booking, which is what its revision counts; sequences without a gap. */
function wrongEvents(engine: Engine): Violation[] {
  const events = engine.rows('SELECT sequence FROM events ORDER BY sequence');
  const gaps = events.some(({ sequence }, index) => sequence !== index + 1);
  const unequal =
    engine.rows(`SELECT id, sum(changes) AS changes, sum(told) AS told, sum(created) AS created FROM (
      SELECT id, revision AS changes, 0 AS told, 0 AS created FROM bookings
      UNION ALL SELECT subject_id, 0, 1, type = 'booking.created' FROM events WHERE type GLOB 'booking.*')
    GROUP BY id HAVING sum(changes) <> sum(told) OR sum(created) <> 1`);
  return [
    ...(gaps
      ? [{ property: 'events-without-gaps', detail: events.map(({ sequence }) => sequence).join() }]
      : []),
    ...unequal.map((row) => ({ property: 'one-event-each', detail: JSON.stringify(row) })),
  ];
}

/** Nobody wins twice, and nothing waits for an answer whose time was over long ago. */
function wrongWaiting(engine: Engine, now: number): Violation[] {
  const twice = engine.rows(`SELECT (SELECT count(*) FROM bookings WHERE source = 'waitlist') AS bookings,
    (SELECT count(DISTINCT booking_id) FROM waitlist_entries WHERE status = 'booked') AS entries`);
  const stuck = engine.rows(
    `SELECT id FROM waitlist_entries WHERE status = 'offered' AND offer_expires_at < ?1
     UNION ALL SELECT id FROM bookings WHERE status = 'pending' AND pending_until < ?1`,
    now - PATIENCE_MS,
  );
  return [
    ...twice
      .filter(({ bookings, entries }) => bookings !== entries)
      .map((row) => ({ property: 'nobody-wins-twice', detail: JSON.stringify(row) })),
    ...stuck.map(({ id }) => ({ property: 'nothing-stuck', detail: `${id} still waits` })),
  ];
}

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Every booking and hold takes just its time, and no time is taken by what is not there. */
function wrongTimes(engine: Engine, { catalog }: Shop): Violation[] {
  const rows = busyRows(engine).filter(({ ownerType }) => ownerType === 'booking' || ownerType === 'hold');
  const taken = tally(
    rows.map(({ ownerId, subjectId, startsAt, endsAt }) => `${ownerId} ${subjectId} ${startsAt}-${endsAt}`),
  );
  const owners = engine.rows(`SELECT id, location_id AS locationId, items, seats FROM bookings
      WHERE status <> 'cancelled'
    UNION ALL SELECT id, location_id, items, seats FROM holds`);
  const needed = tally(
    owners.flatMap((owner) =>
      timesOfPlan(catalog, planOf(owner)).map(
        ({ subjectId, startsAt, endsAt }) => `${owner.id} ${subjectId} ${startsAt}-${endsAt}`,
      ),
    ),
  );
  return [...new Set([...taken.keys(), ...needed.keys()])]
    .filter((key) => taken.get(key) !== needed.get(key))
    .map((key) => ({
      property: 'times-match',
      detail: `${key}: needs ${needed.get(key) ?? 0}, takes ${taken.get(key) ?? 0}`,
    }));
}

function planOf(row: Record<string, unknown>): VisitPlan {
  return {
    locationId: String(row.locationId),
    items: JSON.parse(String(row.items)),
    seats: Number(row.seats),
  };
}
