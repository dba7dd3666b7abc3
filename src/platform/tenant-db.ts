import { eq, sql } from 'drizzle-orm';
import { type Actor, actorName } from '../kernel/actor.ts';
import type { NewEvent } from '../kernel/events.ts';
import type { IdPrefix } from '../kernel/ids.ts';
import { AppError } from '../kernel/problem.ts';
import { type Database, WriteFailed } from './database-client.ts';
import { type Params, prepared, type Query, type Rows, statements } from './statements.ts';
import { auditLog, events, idempotencyKeys, voidedCommits } from './tables.ts';

/** One atomic change: everything here is written, or nothing is. */
export interface Commit {
  /** Chosen by the caller when a claim must name it; it is the id of the audit entry. */
  readonly id?: string;
  readonly write: readonly Query[];
  readonly events: readonly NewEvent[];
  readonly audit: {
    readonly action: string;
    readonly subjectId: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
  /** What the request answers; kept with its idempotency key, for a repetition of the same request. */
  readonly answer?: unknown;
}

export type CommitResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'overlap' | 'stale' | 'limit' | 'customer-limit' | 'in-use' };

/** The only way to a tenant's database. */
export interface TenantDb {
  /** One request, one snapshot. Throws `Replay` when the request's idempotency key was already answered. */
  read<const Queries extends readonly [Query, ...Query[]]>(queries: Queries): Promise<Rows<Queries>>;
  commit(commit: Commit): Promise<CommitResult>;
  /** Throws `tenant-unavailable` when the database is known not to answer: asked before a claim that a commit must follow. */
  requireAnswering(): Promise<void>;
  /** Throws `Replay` when this very request was answered meanwhile: asked before a refusal that may be our own doing. */
  replayIfAnswered(): Promise<void>;
  /**
   * The platform's own notes, such as what became of a delivery: one transaction, no event and no audit entry,
   * because nobody's data changes. Answers how many rows each query changed.
   */
  note(queries: readonly [Query, ...Query[]]): Promise<number[]>;
}

/** The request under its Idempotency-Key; `key` is already bound to the credential, method and path. */
export interface IdempotentRequest {
  readonly key: string;
  readonly requestHash: string;
}

/** Thrown to answer a repeated request with what the first one answered. */
export class Replay extends Error {
  readonly answer: string;

  constructor(answer: string) {
    super('The same request was already answered');
    this.name = 'Replay';
    this.answer = answer;
  }
}

export interface TenantDbOptions {
  readonly database: Database;
  readonly actor: Actor;
  readonly now: number;
  readonly requestId: string;
  readonly newId: (prefix: IdPrefix) => string;
  readonly idempotency?: IdempotentRequest | undefined;
  /** Called once after a commit that wrote events. */
  readonly onEvents: () => void;
}

export function tenantDb(options: TenantDbOptions): TenantDb {
  let isKeyChecked = options.idempotency === undefined;
  return {
    async read(queries) {
      if (isKeyChecked || options.idempotency === undefined) return await options.database.read(queries);
      const lookup = answerQuery(options.idempotency);
      const rows = await options.database.read([lookup, ...queries]);
      refuseRepetition(options.idempotency, rows[0]);
      isKeyChecked = true;
      return rows.slice(1) as Rows<typeof queries>;
    },
    commit: (commit) => runCommit(options, commit),
    requireAnswering: () => options.database.requireAnswering(),
    replayIfAnswered: () => replayIfAnswered(options),
    async note(queries) {
      const results = await options.database.write(queries);
      return results.map(({ rowsAffected }) => rowsAffected);
    },
  };
}

async function runCommit(options: TenantDbOptions, commit: Commit): Promise<CommitResult> {
  const id = commit.id ?? options.newId('cmt');
  try {
    await options.database.write(commitStatements(options, id, commit));
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    if (error.outcome === 'unknown') await settleOwn(options, id, error);
    else return await refusal(options, error);
  }
  if (commit.events.length > 0) options.onEvents();
  return { ok: true };
}

function commitStatements(options: TenantDbOptions, id: string, commit: Commit): Query[] {
  const { now, idempotency, requestId, actor } = options;
  const { action, subjectId, details = {} } = commit.audit;
  const list: Query[] = [...commit.write];
  for (const { type, subjectId: about, data, changes = null } of commit.events) {
    list.push(
      insertEvent({ id: options.newId('evt'), type, subjectId: about, occurredAt: now, data, changes }),
    );
  }
  list.push(insertAudit({ id, at: now, actor: actorName(actor), action, subjectId, requestId, details }));
  if (idempotency !== undefined) {
    const answer = JSON.stringify(commit.answer ?? null);
    list.push(insertAnswer({ ...idempotency, answer, createdAt: now }));
  }
  return list;
}

const insertEvent = prepared((row: Params<Omit<typeof events.$inferSelect, 'sequence' | 'relayedAt'>>) =>
  statements.insert(events).values({
    id: row.id,
    type: row.type,
    subjectId: row.subjectId,
    occurredAt: row.occurredAt,
    data: row.data,
    changes: row.changes,
  }),
);

const insertAudit = prepared((row: Params<typeof auditLog.$inferSelect>) =>
  statements.insert(auditLog).values({
    id: row.id,
    at: row.at,
    actor: row.actor,
    action: row.action,
    subjectId: row.subjectId,
    requestId: row.requestId,
    details: row.details,
  }),
);

const insertAnswer = prepared((row: Params<typeof idempotencyKeys.$inferSelect>) =>
  statements
    .insert(idempotencyKeys)
    .values({ key: row.key, requestHash: row.requestHash, answer: row.answer, createdAt: row.createdAt }),
);

/** The database answered no and wrote nothing: say which of the expected reasons it was, or rethrow. */
async function refusal(options: TenantDbOptions, error: WriteFailed): Promise<CommitResult> {
  await replayIfAnswered(options);
  if (error.message.includes('OVERLAP')) return { ok: false, reason: 'overlap' };
  if (error.message.includes('STALE_REVISION')) return { ok: false, reason: 'stale' };
  if (error.message.includes('CUSTOMER_LIMIT')) return { ok: false, reason: 'customer-limit' };
  if (error.message.includes('LIMIT')) return { ok: false, reason: 'limit' };
  if (error.message.includes('CATALOG_IN_USE')) return { ok: false, reason: 'in-use' };
  if (error.message.includes('COMMIT_VOIDED')) throw outcomeUnknown(error);
  if (isBusy(error.cause)) throw new CommitVoided(error.cause);
  throw error.cause;
}

async function replayIfAnswered({ idempotency, database }: TenantDbOptions): Promise<void> {
  if (idempotency === undefined) return;
  const [rows] = await database.read([answerQuery(idempotency)]);
  refuseRepetition(idempotency, rows);
}

/** Another writer held the database longer than it waits: nothing was written. */
function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
}

/** The answer to our own write was lost. Returns when it was committed after all; throws when it was not. */
async function settleOwn(options: TenantDbOptions, id: string, error: WriteFailed): Promise<void> {
  const outcome = await settleCommit(options.database, id, options.now).catch(() => undefined);
  if (outcome === 'committed') return;
  if (outcome === undefined) throw outcomeUnknown(error);
  throw new CommitVoided(error);
}

/** The commit did not happen and never will: what was claimed for it can be given back. */
class CommitVoided extends AppError {
  constructor(cause: unknown) {
    super('tenant-unavailable', 'No pudimos guardar el cambio. Probá de nuevo en unos segundos.');
    this.name = 'CommitVoided';
    this.cause = cause;
  }
}

/**
 * Decides the fate of a commit whose answer was lost, without ever writing it again: voids it unless its audit
 * entry is there. Afterwards a late arrival of the same commit is refused by a trigger.
 */
export async function settleCommit(
  database: Database,
  id: string,
  now: number,
): Promise<'committed' | 'voided'> {
  await database.write([
    {
      sql: `INSERT INTO voided_commits (id, at) SELECT ?, ?
            WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE id = ?) ON CONFLICT DO NOTHING`,
      args: [id, now, id],
    },
  ]);
  const [voided] = await database.read([
    statements.select({ found: sql<number>`1` }).from(voidedCommits).where(eq(voidedCommits.id, id)),
  ]);
  return voided.length > 0 ? 'voided' : 'committed';
}

function outcomeUnknown(cause: unknown): AppError {
  const problem = new AppError(
    'outcome-unknown',
    'No sabemos si el cambio quedó guardado. Repetí el pedido con la misma Idempotency-Key en un minuto.',
  );
  problem.cause = cause;
  return problem;
}

const answerQuery = prepared((request: Params<{ key: string }>) =>
  statements
    .select({ requestHash: idempotencyKeys.requestHash, answer: idempotencyKeys.answer })
    .from(idempotencyKeys)
    .where(eq(idempotencyKeys.key, request.key)),
);

function refuseRepetition(request: IdempotentRequest, rows: Rows<[ReturnType<typeof answerQuery>]>[0]): void {
  const [record] = rows;
  if (record === undefined) return;
  if (record.requestHash === request.requestHash) throw new Replay(record.answer);
  throw new AppError(
    'idempotency-key-reused',
    'Esa Idempotency-Key ya se usó con otro contenido. Usá una clave nueva para un pedido nuevo.',
  );
}
