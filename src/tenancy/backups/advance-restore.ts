import { actorName } from '../../kernel/actor.ts';
import { type KnownMails, readKnownMails, reconcileMails } from '../../outreach/mail/reconcile-mail.ts';
import {
  type KnownDeliveries,
  readKnownDeliveries,
  reconcileDeliveries,
} from '../../partners/webhooks/reconcile-deliveries.ts';
import {
  type KnownErasures,
  readKnownErasures,
  reconcileErasures,
} from '../../people/intake/reconcile-erasures.ts';
import type { Database } from '../../platform/database-client.ts';
import { errorFields } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import type { Query } from '../../platform/statements.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { BrokenSnapshot, checkContent, checkIntegrity, loadSnapshot } from '../snapshots/load-snapshot.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import type { RestoreState } from './contract.ts';
import { openSpare } from './open-spare.ts';
import {
  backupById,
  changeRestore,
  eventById,
  forgetSpare,
  hostsOf,
  insertRestoredAudit,
  insertRestoredEvent,
  leaseRestore,
  noteSpare,
  type RestoreRow,
  restoreById,
  switchDatabase,
  type TenantRow,
  tenantById,
} from './store.ts';
import { openBackup } from './verify-backup.ts';

/** Longer than any step but the loading of a very large database, which another then begins anew under another name. */
const LEASE_MS = 60_000;
/** Until nothing was taken from the old database, a restore that fails so often is given up. */
const MAX_ATTEMPTS = 4;
/** How long a replaced database is kept, blocked. */
const REPLACED_KEPT_MS = 7 * 86_400_000;
/** What is noted about a sending bears the time at which its round began: so much earlier than the sending at most. */
const LONGEST_ROUND_MS = 15 * 60_000;
/** More events than a tenant can have had since its newest backup. */
const SEQUENCE_GAP = 1_000_000;

interface Working {
  readonly restore: RestoreRow;
  readonly tenant: TenantRow;
}

interface Stepped {
  readonly change: Partial<RestoreRow> & { readonly state: RestoreState };
  /** Written to the registry in the same instant. */
  readonly also?: readonly Query[];
}

type Step = (ctx: OperatorCtx, working: Working) => Promise<Stepped>;

/** What is done next in each state. Each may be done twice, or by two at once: the second time changes nothing. */
const STEPS: Readonly<Record<Exclude<RestoreState, 'done' | 'failed'>, Step>> = {
  requested: load,
  loaded: fence,
  fenced: adjust,
  adjusted: switchOver,
  switched: settle,
};

/** Carries a restore on from where it is. Whoever is cut off leaves a lease that ends; the cron finds it. */
export async function advanceRestore(ctx: OperatorCtx, id: string): Promise<void> {
  const now = Date.now();
  const [leased] = await ctx.registry.write([leaseRestore(id, now, now + LEASE_MS)]);
  if (leased?.rows[0] === undefined) return;
  const attempt = Number(leased.rows[0].attempts);
  for (;;) {
    const working = await readWorking(ctx, id);
    // Somebody else took it when our lease had ended: it is theirs.
    if (working?.restore.attempts !== attempt) return;
    try {
      await takeStep(ctx, working);
    } catch (error) {
      return await noteFailure(ctx, working, error);
    }
  }
}

async function readWorking(ctx: OperatorCtx, id: string): Promise<Working | undefined> {
  const [[restore]] = await ctx.registry.read([restoreById(id)]);
  if (restore === undefined || restore.state === 'done' || restore.state === 'failed') return undefined;
  const [[tenant]] = await ctx.registry.read([tenantById(restore.tenantId)]);
  return tenant && { restore, tenant };
}

async function takeStep(ctx: OperatorCtx, working: Working): Promise<void> {
  const { restore } = working;
  const step = STEPS[restore.state as keyof typeof STEPS];
  const { change, also = [] } = await step(ctx, working);
  const now = Date.now();
  const leaseUntil = change.state === 'done' ? 0 : now + LEASE_MS;
  await ctx.registry.write([...also, changeRestore(restore, { ...change, leaseUntil }, now)]);
  ctx.log.info('restore.moved', { restoreId: restore.id, state: change.state });
}

/** After the old database was fenced there is no way but forward; before, a broken backup ends the restore. */
async function noteFailure(ctx: OperatorCtx, { restore }: Working, error: unknown): Promise<void> {
  const isHopeless = error instanceof BrokenSnapshot || restore.attempts >= MAX_ATTEMPTS;
  ctx.log.error('restore.step-failed', {
    restoreId: restore.id,
    state: restore.state,
    ...errorFields(error),
  });
  if (restore.state !== 'requested' || !isHopeless) {
    await ctx.registry.write([changeRestore(restore, { leaseUntil: 0 }, Date.now())]);
    throw error;
  }
  const reason = error instanceof Error ? error.message : 'unknown';
  const { databaseName: name, tenantId } = restore;
  await ctx.registry.write([
    noteSpare({ name, tenantId, purpose: 'restore', removeAt: 0 }),
    changeRestore(restore, { state: 'failed', reason, leaseUntil: 0 }, Date.now()),
  ]);
}

/** A new database, filled and checked. Each attempt has a name of its own, so that a late one spoils nothing. */
async function load(ctx: OperatorCtx, { restore, tenant }: Working): Promise<Stepped> {
  const { attempts, tenantId } = restore;
  const name = attempts === 1 ? restore.databaseName : `${restore.databaseName}-${attempts}`;
  const from = restore.moment === null ? undefined : { name: restore.replacedName, at: restore.moment };
  const spare = { name, tenantId, purpose: 'restore' as const, ...(from && { from }) };
  const { database, hostname, token } = await openSpare(ctx, spare);
  if (restore.backupId !== null) await fill(ctx, database, restore.backupId);
  await checkIntegrity(database);
  const schemaVersion = await migrate(database, ctx.tenantMigrations, Date.now());
  const sealedDatabaseToken = await ctx.sealToken(tenant.id, token);
  return {
    change: {
      state: 'loaded',
      databaseName: name,
      databaseHostname: hostname,
      sealedDatabaseToken,
      schemaVersion,
    },
  };
}

async function fill(ctx: OperatorCtx, database: Database, backupId: string): Promise<void> {
  const [[backup]] = await ctx.registry.read([backupById(backupId)]);
  if (backup === undefined) throw new BrokenSnapshot('The backup is gone');
  await loadSnapshot(database, await openBackup(ctx, backup));
  await checkContent(database, backup);
}

/** From here on nobody writes to the old database: what was read from it last stays true. */
async function fence(ctx: OperatorCtx, { restore }: Working): Promise<Stepped> {
  const found = await ctx.databases.block(restore.replacedName, { reads: false, writes: true });
  return { change: { state: 'fenced', isReplacedGone: found === 'gone' } };
}

/** Makes sure that nothing is sent again and no number is given twice, and says in an event what happened. */
async function adjust(ctx: OperatorCtx, { restore, tenant }: Working): Promise<Stepped> {
  const database = await ctx.openDatabase(asTenant({ ...tenant, ...ownDatabase(restore) }));
  const id = `evt_${restore.id.slice('rst_'.length)}`;
  const restoredTo = await momentOf(ctx, restore);
  const [[told]] = await database.read([eventById(id)]);
  if (told === undefined) {
    const now = Date.now();
    const known = restore.isReplacedGone
      ? undefined
      : await askReplaced(ctx, { restore, tenant }, restoredTo);
    const event = {
      id,
      type: 'tenant.restored' as const,
      subjectId: tenant.id,
      occurredAt: now,
      data: { restoredTo: new Date(restoredTo).toISOString(), epoch: restore.epoch },
    };
    const audit = {
      id: `cmt_${restore.id.slice('rst_'.length)}`,
      at: now,
      actor: actorName(ctx.actor),
      action: event.type,
      subjectId: tenant.id,
      requestId: restore.id,
      details: event.data,
    };
    await database.write([
      ...reconcileDeliveries(known?.deliveries, now),
      ...reconcileMails(known?.mails, now),
      ...reconcileErasures(known?.erasures),
      insertRestoredEvent(event, SEQUENCE_GAP),
      insertRestoredAudit(audit),
    ]);
  }
  return { change: { state: 'adjusted' } };
}

function ownDatabase({ databaseHostname, sealedDatabaseToken }: RestoreRow) {
  return { databaseHostname, sealedDatabaseToken };
}

async function momentOf(ctx: OperatorCtx, { backupId, moment }: RestoreRow): Promise<number> {
  if (moment !== null) return moment;
  const [[backup]] = await ctx.registry.read([backupById(backupId ?? '')]);
  // Forgotten meanwhile: everything that the old database knows counts.
  return backup?.takenAt ?? 0;
}

interface KnownOfReplaced {
  readonly deliveries: KnownDeliveries;
  readonly mails: KnownMails | undefined;
  readonly erasures: KnownErasures;
}

/** Undefined when it cannot be asked: then nothing that waited is sent by itself, and nobody knows what was erased since. */
async function askReplaced(
  ctx: OperatorCtx,
  { tenant, restore }: Working,
  since: number,
): Promise<KnownOfReplaced | undefined> {
  try {
    const replaced = await ctx.openDatabase(asTenant(tenant));
    return {
      deliveries: await readKnownDeliveries(replaced, since - LONGEST_ROUND_MS, Date.now()),
      mails: await readKnownMails(replaced, since - LONGEST_ROUND_MS).catch(noneYet),
      erasures: await readKnownErasures(replaced, tenant.schemaVersion, since),
    };
  } catch (error) {
    ctx.log.warn('restore.replaced-is-silent', { restoreId: restore.id, ...errorFields(error) });
    return undefined;
  }
}

/** A database from before there were mails has no tables of them. */
function noneYet(error: unknown): undefined {
  if (error instanceof Error && /no such table/i.test(error.message)) return undefined;
  throw error;
}

/** The one step that anybody notices. */
function switchOver(_: OperatorCtx, { restore }: Working): Promise<Stepped> {
  const { tenantId, replacedName, schemaVersion } = restore;
  const now = Date.now();
  const own = { ...ownDatabase(restore), schemaVersion: schemaVersion ?? 0 };
  const replaced = { name: replacedName, tenantId, purpose: 'replaced' as const };
  return Promise.resolve({
    change: { state: 'switched' },
    also: [
      switchDatabase(restore, own, now),
      forgetSpare(restore.databaseName),
      noteSpare({ ...replaced, removeAt: now + REPLACED_KEPT_MS }),
    ],
  });
}

/** Whoever still asks the old database is refused and looks again; the locks believe the new one. */
async function settle(ctx: OperatorCtx, { restore, tenant }: Working): Promise<Stepped> {
  const [hosts] = await ctx.registry.read([hostsOf(tenant.id)]);
  await ctx.forgetHosts(
    tenant.id,
    hosts.map(({ host }) => host),
  );
  await ctx.databases.block(restore.replacedName, { reads: true, writes: true });
  await resetLocks(ctx, { restore, tenant });
  await ctx.wakeRelay(tenant.id);
  return { change: { state: 'done' } };
}

/** An object may have remembered the old database; refused there, it looks again. */
async function resetLocks(ctx: OperatorCtx, { restore, tenant }: Working): Promise<void> {
  const reset = () => ctx.resetLocks(asTenant(tenant), restore.updatedAt);
  await reset().catch(reset);
}
