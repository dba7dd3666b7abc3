import type { Patch } from './hooks.ts';

/** A mistake that somebody could make, as changes of the platform's own text. */
export interface PlantedBug {
  readonly name: string;
  readonly patches: readonly Patch[];
}

const AGENDA_SQL = 'migrations/tenant/0002_agenda.sql';
const SPINE_SQL = 'migrations/tenant/0001_spine.sql';
const LEDGER = 'src/agenda/occupancy/claim-ledger.ts';
const DOOR = 'src/agenda/occupancy/occupy-time.ts';
const OCCUPANCY = 'src/kernel/occupancy.ts';
const TENANT_DB = 'src/platform/tenant-db.ts';

/**
 * The database refuses no overlap. Two barriers protect against the same mistakes: most mistakes in the one are
 * harmless while the other stands, so the planted bug is then the pair.
 */
const NO_TRIGGERS: readonly Patch[] = [
  {
    file: AGENDA_SQL,
    find: 'WHEN NEW.is_overbooked = 0 AND NEW.capacity = 1 AND EXISTS (',
    replace: 'WHEN 0 AND EXISTS (',
  },
  {
    file: AGENDA_SQL,
    find: 'WHEN NEW.is_overbooked = 0 AND NEW.capacity > 1 AND EXISTS (',
    replace: 'WHEN 0 AND EXISTS (',
  },
  {
    file: AGENDA_SQL,
    find: 'WHEN NEW.is_overbooked = 0 AND NEW.party IS NOT NULL AND',
    replace: 'WHEN 0 AND NEW.party IS NOT NULL AND',
  },
];
const NO_VOID_TRIGGER: Patch = {
  file: SPINE_SQL,
  find: 'WHEN EXISTS (SELECT 1 FROM voided_commits WHERE id = NEW.id)',
  replace: 'WHEN 0',
};

function one(
  name: string,
  file: string,
  change: { readonly find: string; readonly replace: string },
): PlantedBug {
  return { name, patches: [{ file, ...change }] };
}

function withoutTriggers(bug: PlantedBug): PlantedBug {
  return { name: `${bug.name}, and no trigger`, patches: [...bug.patches, ...NO_TRIGGERS] };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  // The lock.
  withoutTriggers(
    one('no claim', LEDGER, { find: 'if (time.isOverbooked === true) continue;', replace: 'continue;' }),
  ),
  withoutTriggers(
    one('await between check and insert', LEDGER, {
      find: 'for (const time of claim.times) insertClaim(sql, claim, { time, now });',
      replace:
        'setTimeout(() => { for (const time of claim.times) insertClaim(sql, claim, { time, now }); }, 10);',
    }),
  ),
  withoutTriggers(
    one('claims under way do not count', LEDGER, {
      find: 'AND (expires_at IS NULL OR expires_at > ?)`',
      replace: `AND state = 'kept' AND (expires_at IS NULL OR expires_at > ?)\``,
    }),
  ),
  {
    name: 'lease of no length, and no trigger',
    patches: [
      { file: LEDGER, find: 'export const LEASE_MS = 30_000;', replace: 'export const LEASE_MS = 0;' },
      NO_VOID_TRIGGER,
      ...NO_TRIGGERS,
    ],
  },
  withoutTriggers(
    one('keeping drops the claims of others', LEDGER, {
      find: `AND owner_id IN (
         SELECT owner_id FROM claimed_times WHERE commit_id = ?1
         UNION ALL SELECT supersedes FROM claimed_times WHERE commit_id = ?1)`,
      replace: '',
    }),
  ),
  withoutTriggers(
    one('reconciliation drops claims under way', LEDGER, {
      find: `WHERE state = 'kept' AND since < ? AND ends_at > ?\`,
    readAt - SETTLED_MS,`,
      replace: `WHERE since <= ? AND ends_at > ?\`,
    readAt,`,
    }),
  ),
  one('a claim that is dropped stays', LEDGER, {
    find: `'DELETE FROM claimed_times WHERE commit_id = ?1 AND (?2 IS NULL OR owner_id = ?2)'`,
    replace: `'SELECT 1 FROM claimed_times WHERE commit_id = ?1 AND (?2 IS NULL OR owner_id = ?2)'`,
  }),
  one('a claim that is kept stays under way', LEDGER, {
    find: `UPDATE claimed_times SET state = 'kept', since = ?, request_key = NULL`,
    replace: `UPDATE claimed_times SET state = 'leased', since = ?, request_key = NULL`,
  }),
  one('holds end only when an alarm rings', LEDGER, {
    find: 'AND (expires_at IS NULL OR expires_at > ?)`',
    replace: 'AND (expires_at IS NULL OR 1 OR expires_at > ?)`',
  }),
  one('a hold stands in the way of its own booking', LEDGER, {
    find: '[ownerId, supersedes ?? ownerId]',
    replace: '[ownerId, supersedes === undefined ? ownerId : ownerId]',
  }),
  one('one lock for all tenants', 'src/agenda/occupancy/slot-locks.ts', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a source
    find: '`${options.tenantId}/',
    replace: '`/',
  }),
  // The rule.
  {
    name: 'the smaller buffer counts, in lock and trigger',
    patches: [
      {
        file: 'src/kernel/interval.ts',
        find: 'return Math.max(first.bufferAfter, second.bufferBefore);',
        replace: 'return Math.min(first.bufferAfter, second.bufferBefore);',
      },
      ...NO_TRIGGERS,
    ],
  },
  {
    name: 'no way between branches, and no trigger',
    patches: [
      {
        file: OCCUPANCY,
        find: 'return placeId === null ? 0 : (wanted.travel[placeId] ?? 0);',
        replace: 'return 0 * (wanted.travel[placeId ?? ""] ?? 0);',
      },
      ...NO_TRIGGERS,
    ],
  },
  {
    name: 'capacity off by one, in lock and trigger',
    patches: [
      {
        file: OCCUPANCY,
        find: '+ unitsOf(wanted) <= wanted.capacity',
        replace: '+ unitsOf(wanted) <= wanted.capacity + 1',
      },
      { file: AGENDA_SQL, find: '> NEW.capacity', replace: '> NEW.capacity + 1' },
    ],
  },
  {
    name: 'seats unchecked, in lock and trigger',
    patches: [
      {
        file: OCCUPANCY,
        find: 'if (wanted.party !== null && seated + wanted.seats > wanted.partySeats) return false;',
        replace: 'void seated;',
      },
      { file: AGENDA_SQL, find: 'AND NEW.party_seats < NEW.seats + (', replace: 'AND 1000 < NEW.seats + (' },
    ],
  },
  // The door.
  withoutTriggers(
    one('claims are dropped although nobody knows how the commit ended', DOOR, {
      find: 'if (!isOutcomeUnknown(error)) dropAll();',
      replace: 'dropAll();',
    }),
  ),
  one('what was taken before a move stays taken', DOOR, {
    find: '    ...before.map(({ ownerId }) => ownerId),\n',
    replace: '',
  }),
  one('time that is given up stays taken', DOOR, {
    find: '[...[...ownerIds].map((ownerId) => deleteBusyTimesOf({ ownerId })), ...commit.write]',
    replace: '[...([] as string[]).map((ownerId) => deleteBusyTimesOf({ ownerId })), ...commit.write]',
  }),
  one('nobody asks for the limits', DOOR, {
    find: '...limits.map((limit) => insertLimitCheck({ ...limit, writtenAt: ctx.now })),',
    replace:
      '...limits.slice(limits.length).map((limit) => insertLimitCheck({ ...limit, writtenAt: ctx.now })),',
  }),
  // The commit.
  one('acknowledging before the commit', TENANT_DB, {
    find: 'await options.database.write(commitStatements(options, id, commit));',
    replace: 'options.database.write(commitStatements(options, id, commit)).catch(() => undefined);',
  }),
  one('no idempotency record', TENANT_DB, {
    find: `  if (idempotency !== undefined) {
    const answer`,
    replace: `  if (idempotency !== undefined && idempotency.key === '') {
    const answer`,
  }),
  one('settling always says committed', TENANT_DB, {
    find: `return voided.length > 0 ? 'voided' : 'committed';`,
    replace: `return voided.length > 0 ? 'committed' : 'committed';`,
  }),
  one('settling writes again', TENANT_DB, {
    find: `if (error.outcome === 'unknown') await settleOwn(options, id, error);`,
    replace: `if (error.outcome === 'unknown') await options.database.write(commitStatements(options, id, commit));`,
  }),
  { name: 'a voided commit may still arrive', patches: [NO_VOID_TRIGGER] },
  {
    name: 'events outside the commit',
    patches: [
      {
        file: TENANT_DB,
        find: 'function commitStatements(options: TenantDbOptions, id: string, commit: Commit): Query[] {',
        replace: 'function allStatements(options: TenantDbOptions, id: string, commit: Commit): Query[] {',
      },
      {
        file: TENANT_DB,
        find: `  if (commit.events.length > 0) options.onEvents();
  return { ok: true };`,
        replace: `  if (commit.events.length > 0) options.onEvents();
  await options.database.write(commit.events.map(({ type, subjectId, data, changes = null }) =>
    insertEvent({ id: options.newId('evt'), type, subjectId, occurredAt: options.now, data, changes }))).catch(() => undefined);
  return { ok: true };
}

function commitStatements(options: TenantDbOptions, id: string, commit: Commit): Query[] {
  return allStatements(options, id, { ...commit, events: [] });`,
      },
    ],
  },
  one('a stale revision is taken', AGENDA_SQL, {
    find: `CREATE TRIGGER bookings_one_revision_at_a_time BEFORE UPDATE ON bookings
WHEN NEW.revision <> OLD.revision + 1`,
    replace: `CREATE TRIGGER bookings_one_revision_at_a_time BEFORE UPDATE ON bookings
WHEN 0`,
  }),
  one('an expired hold stands in the way in the database', AGENDA_SQL, {
    find: 'AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)\n)\nBEGIN',
    replace: ')\nBEGIN',
  }),
  // What is read.
  one('availability from memory, whatever the version', 'src/agenda/availability/find-slots.ts', {
    find: 'if (known !== undefined && known.agendaVersion === agendaVersion) {',
    replace: 'if (known !== undefined && known.agendaVersion <= agendaVersion) {',
  }),
  one('confirmed a moment ago, and the moment is long', 'src/agenda/availability/find-slots.ts', {
    find: 'const CONFIRMED_MS = 100;',
    replace: 'const CONFIRMED_MS = 60_000;',
  }),
  // The relay.
  one('the relay marks apart from fanning out', 'src/partners/webhooks/relay-events.ts', {
    find: 'await ctx.db.note([fanOut(ctx.now), markRelayed(ctx.now)]);',
    replace: 'await ctx.db.note([fanOut(ctx.now)]);\n  await ctx.db.note([markRelayed(ctx.now)]);',
  }),
  one('the relay marks before it fans out', 'src/partners/webhooks/relay-events.ts', {
    find: 'await ctx.db.note([fanOut(ctx.now), markRelayed(ctx.now)]);',
    replace: 'await ctx.db.note([markRelayed(ctx.now), fanOut(ctx.now)]);',
  }),
];
