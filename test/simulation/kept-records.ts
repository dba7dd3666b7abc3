import { timesOfPlan, type VisitPlan } from '../../src/agenda/availability/rules/visit-plan.ts';
import type { Undertaking } from './clients.ts';
import type { Engine } from './engine.ts';
import { busyRows, type Violation } from './safety.ts';
import type { Shop } from './shop.ts';

/** Which event each change of a booking tells the world, by the name of its audit entry. */
const EVENT_OF: Readonly<Record<string, string>> = {
  'bookings.create': 'booking.created',
  'bookings.reschedule': 'booking.rescheduled',
  'bookings.cancel': 'booking.cancelled',
};

/** What the database holds of everything that was promised, and nothing besides. */
export function findUnkeptRecords(engine: Engine, shop: Shop, undertakings: readonly Undertaking[]): Violation[] {
  const own = undertakings.filter(({ tenant }) => tenant.id === shop.tenant.id);
  const written = commitsByRequest(engine);
  return [
    ...own.flatMap((undertaking) => wronglyWritten(undertaking, written)),
    ...strangers(engine, own),
    ...own.flatMap((undertaking) => lostOwners(engine, undertaking)),
    ...wrongEvents(engine),
    ...wrongTimes(engine, shop),
  ];
}

function commitsByRequest(engine: Engine): Map<string, number> {
  const rows = engine.rows('SELECT request_id AS id, count(*) AS commits FROM audit_log GROUP BY request_id');
  return new Map(rows.map(({ id, commits }) => [String(id), Number(commits)]));
}

/** Acknowledged: exactly once. Refused: not at all. Unknown: once at most, however often it was repeated. */
function wronglyWritten({ name, call, attempts }: Undertaking, written: ReadonlyMap<string, number>): Violation[] {
  const commits = (requestId: string) => written.get(requestId) ?? 0;
  const total = attempts.reduce((sum, { requestId }) => sum + commits(requestId), 0);
  const found: Violation[] = [];
  const blame = (property: string, why: string) =>
    found.push({ property, detail: `${name} ${attempts.map(({ requestId }) => requestId).join(',')}: ${why}` });
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
    .rows(`SELECT request_id AS id, action FROM audit_log WHERE request_id <> 'req_setup' AND actor NOT GLOB 'system:*'`)
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

/** One event for each change that was written; sequences without a gap. */
function wrongEvents(engine: Engine): Violation[] {
  const found: Violation[] = [];
  const events = engine.rows('SELECT sequence, type, subject_id AS subject FROM events ORDER BY sequence');
  const known = new Set(Object.values(EVENT_OF));
  if (events.some(({ sequence }, index) => sequence !== index + 1))
    found.push({ property: 'events-without-gaps', detail: events.map(({ sequence }) => sequence).join() });
  const told = tally(
    events.flatMap(({ type, subject }) => (known.has(String(type)) ? [`${type} ${subject}`] : [])),
  );
  const changes = engine.rows('SELECT action, subject_id AS subject FROM audit_log');
  const done = tally(
    changes.flatMap(({ action, subject }) => {
      const type = EVENT_OF[String(action)];
      return type === undefined ? [] : [`${type} ${subject}`];
    }),
  );
  for (const key of new Set([...told.keys(), ...done.keys()]))
    if (told.get(key) !== done.get(key))
      found.push({ property: 'one-event-each', detail: `${key}: ${done.get(key) ?? 0} changes, ${told.get(key) ?? 0} events` });
  return found;
}

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Every booking and hold takes just its time, and no time is taken by what is not there. */
function wrongTimes(engine: Engine, { catalog }: Shop): Violation[] {
  const rows = busyRows(engine).filter(({ ownerType }) => ownerType === 'booking' || ownerType === 'hold');
  const taken = tally(rows.map(({ ownerId, subjectId, startsAt, endsAt }) => `${ownerId} ${subjectId} ${startsAt}-${endsAt}`));
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
    .map((key) => ({ property: 'times-match', detail: `${key}: needs ${needed.get(key) ?? 0}, takes ${taken.get(key) ?? 0}` }));
}

function planOf(row: Record<string, unknown>): VisitPlan {
  return { locationId: String(row.locationId), items: JSON.parse(String(row.items)), seats: Number(row.seats) };
}
