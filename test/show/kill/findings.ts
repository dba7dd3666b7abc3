import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Client } from '@libsql/client/web';
import { findOverlaps } from '../../support/tenant-database.ts';
import type { Deed } from './customers.ts';

/** What a drill has found: each list names what broke a promise, and must be empty. */
export interface Findings {
  /** Acknowledged, and not there, or there more than once. */
  readonly lost: string[];
  /** Refused, and there all the same. */
  readonly phantoms: string[];
  /** Nobody knew how it ended, and it is there more than once. */
  readonly doubled: string[];
  readonly overlaps: string[];
  /** Events that are missing, doubled, out of sequence or not relayed. */
  readonly events: string[];
  /** Claims of locks that are still under way, or that the database does not know. */
  readonly claims: string[];
}

export function emptyFindings(): Findings {
  return { lost: [], phantoms: [], doubled: [], overlaps: [], events: [], claims: [] };
}

/** Compares what the customers of one tenant were told with what its database holds. */
export async function inspectTenant(
  database: Client,
  deeds: readonly Deed[],
  found: Findings,
): Promise<void> {
  await inspectNewBookings(database, deeds, found);
  await inspectRefusals(database, deeds, found);
  await inspectLives(database, deeds, found);
  for (const { rule, later } of await findOverlaps(database)) found.overlaps.push(`${rule} ${later}`);
  await inspectEvents(database, found);
}

async function inspectNewBookings(database: Client, deeds: readonly Deed[], found: Findings): Promise<void> {
  const { rows } = await database.execute(`SELECT customers.email, count(bookings.id) AS bookings
    FROM customers LEFT JOIN bookings ON bookings.customer_id = customers.id GROUP BY customers.email`);
  const counts = new Map(rows.map(({ email, bookings }) => [String(email), Number(bookings)]));
  for (const { kind, email, endings } of deeds)
    if (kind === 'create') judgeNewBooking({ email, endings, count: counts.get(email) ?? 0 }, found);
}

interface NewBooking extends Pick<Deed, 'email' | 'endings'> {
  readonly count: number;
}

function judgeNewBooking({ email, endings, count }: NewBooking, found: Findings): void {
  if (endings.some((one) => one.kind === 'ok')) {
    if (count !== 1) found.lost.push(`${email}: acknowledged, ${count} times there`);
    return;
  }
  if (count > 1) found.doubled.push(`${email}: ${count} times there`);
  const isRefused = endings.length > 0 && endings.every((one) => one.kind === 'refused');
  if (count > 0 && isRefused) found.phantoms.push(`${email}: refused, and there`);
}

/** No request that was refused has left anything behind. */
async function inspectRefusals(database: Client, deeds: readonly Deed[], found: Findings): Promise<void> {
  const { rows } = await database.execute('SELECT request_id FROM audit_log');
  const written = new Set(rows.map(({ request_id }) => String(request_id)));
  for (const { kind, endings } of deeds)
    for (const { kind: how, requestId, status } of endings)
      if (how === 'refused' && requestId !== undefined && written.has(requestId))
        found.phantoms.push(`${kind} ${requestId}: ${status}, and there`);
}

interface Told {
  startsAt: number;
  isCancelled: boolean;
}

/** The booking is as its customer was last told, or as one of the later requests without an answer wanted it. */
async function inspectLives(database: Client, deeds: readonly Deed[], found: Findings): Promise<void> {
  const { rows } = await database.execute('SELECT id, starts_at, status FROM bookings');
  const byId = new Map(rows.map(({ id, ...row }) => [String(id), row]));
  for (const [id, possible] of possibleLives(deeds)) {
    const row = byId.get(id);
    const isAsTold = possible.some(
      ({ startsAt, isCancelled }) =>
        row !== undefined &&
        isCancelled === (row.status === 'cancelled') &&
        (isCancelled || startsAt === Number(row.starts_at)),
    );
    if (!isAsTold) found.lost.push(`${id}: ${JSON.stringify(row)}, told ${JSON.stringify(possible)}`);
  }
}

function possibleLives(deeds: readonly Deed[]): Map<string, Told[]> {
  const lives = new Map<string, Told[]>();
  for (const { kind, bookingId, startsAt = '', endings } of deeds) {
    const ok = endings.find((one) => one.kind === 'ok');
    const id = bookingId ?? String(ok?.body.id);
    const before = lives.get(id) ?? [];
    if (ok !== undefined) {
      lives.set(id, [
        { startsAt: Date.parse(String(ok.body.startsAt)), isCancelled: ok.body.status === 'cancelled' },
      ]);
    } else if (bookingId !== undefined && endings.some((one) => one.kind !== 'refused')) {
      const wanted = before.map((one) =>
        kind === 'cancel' ? { ...one, isCancelled: true } : { ...one, startsAt: Date.parse(startsAt) },
      );
      lives.set(id, [...before, ...wanted]);
    }
  }
  lives.delete('undefined');
  return lives;
}

const EVENT_OF = {
  'bookings.create': 'created',
  'bookings.reschedule': 'rescheduled',
  'bookings.cancel': 'cancelled',
};

async function inspectEvents(database: Client, found: Findings): Promise<void> {
  const { rows } = await database.execute('SELECT sequence, relayed_at FROM events ORDER BY sequence');
  rows.forEach(({ sequence, relayed_at }, index) => {
    if (sequence !== index + 1) found.events.push(`sequence ${sequence} in place ${index + 1}`);
    if (relayed_at === null) found.events.push(`sequence ${sequence} not relayed`);
  });
  for (const [action, verb] of Object.entries(EVENT_OF)) {
    const unequal = await database.execute({
      sql: `SELECT subject_id, sum(audited) AS audited, sum(told) AS told FROM (
          SELECT subject_id, 1 AS audited, 0 AS told FROM audit_log WHERE action = ?
          UNION ALL SELECT subject_id, 0, 1 FROM events WHERE type = ?)
        GROUP BY subject_id HAVING sum(audited) <> sum(told)`,
      args: [action, `booking.${verb}`],
    });
    for (const { subject_id, audited, told } of unequal.rows)
      found.events.push(`${subject_id}: ${audited} times ${verb}, ${told} events`);
  }
}

/** Reads the locks' own files: every claim is settled, and the database knows it. Answers how many there are. */
export function inspectLocks(stateDir: string, recorded: ReadonlySet<string>, found: Findings): number {
  const claims = globSync(join(stateDir, '**/*.sqlite'))
    .flatMap(claimsIn)
    .filter(({ ends_at }) => Number(ends_at) > Date.now());
  for (const { commit_id, owner_id, state } of claims) {
    if (state !== 'kept') found.claims.push(`${commit_id} is ${state}`);
    else if (!recorded.has(`${commit_id} ${owner_id}`))
      found.claims.push(`${commit_id} of ${owner_id} is not recorded`);
  }
  return claims.length;
}

function claimsIn(path: string): Record<string, unknown>[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const isLock = file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'claimed_times'").all().length > 0;
    return isLock ? file.prepare('SELECT commit_id, owner_id, state, ends_at FROM claimed_times').all() : [];
  } finally {
    file.close();
  }
}

export async function recordedClaims(database: Client): Promise<string[]> {
  const { rows } = await database.execute('SELECT DISTINCT commit_id, owner_id FROM busy_times');
  return rows.map(({ commit_id, owner_id }) => `${commit_id} ${owner_id}`);
}
