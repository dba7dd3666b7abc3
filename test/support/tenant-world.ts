import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadCatalog } from '../../src/agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../src/agenda/catalog/spec-contract.ts';
import {
  type ClaimSql,
  createClaimTable,
  dropClaim,
  keepClaim,
  placeClaim,
} from '../../src/agenda/occupancy/claim-ledger.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import type { ClaimResult, SlotLocks } from '../../src/kernel/claims.ts';
import { makeCode, makeId } from '../../src/kernel/ids.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { startTursoEmulator } from '../../src/local/turso/start.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { type Database, openDatabase } from '../../src/platform/database-client.ts';
import { createLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { randomBytes, seal, sign, unseal } from '../../src/platform/secrets.ts';
import { type IdempotentRequest, tenantDb } from '../../src/platform/tenant-db.ts';
import { admitAction } from '../../src/tenancy/plans/admit-action.ts';
import { readMigrations } from './migrations.ts';

export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** Checkpoints are made when a test says so. */
const HISTORY = { checkpointMs: 3_600_000, keep: 10 };

/** One tenant without the Worker: the real use cases, the real SQL over HTTP, the real claim ledger, a clock of one's own. */
export interface TenantWorld {
  /** As the registry knows it. */
  tenant: Tenant;
  readonly database: Database;
  readonly turso: Awaited<ReturnType<typeof startTursoEmulator>>;
  /** Epoch milliseconds; set it to travel. */
  now: number;
  ctx(occasion?: { actor?: Actor; idempotency?: IdempotentRequest }): Ctx;
  stop(): Promise<void>;
}

export interface TenantWorldOptions {
  readonly slug?: 'barberia-palermo' | 'psicologia-belgrano';
  /** 2026-11-24T09:00-03:00, a Tuesday, unless told. */
  readonly now?: number;
}

export async function startTenantWorld(options: TenantWorldOptions = {}): Promise<TenantWorld> {
  const { slug = 'barberia-palermo', now = Date.parse('2026-11-24T09:00:00-03:00') } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-tenant-'));
  const turso = await startTursoEmulator({ port: 0, dataDir, history: HISTORY });
  // A name of its own: what is kept in memory for one database is nobody else's.
  const { hostname, token } = await turso.createDatabase(`bp-${slug}-${randomBytes(4).join('')}`);
  const database = openDatabase({ url: turso.databaseUrl(hostname), token });
  const spec = JSON.parse(await readFile(join('tenants', slug, 'tenant.json'), 'utf8'));
  const migrations = await readMigrations('tenant');
  const tenant = { ...tenantOf(spec, hostname), schemaVersion: migrations.length };
  const locks = memoryLocks();
  const world: TenantWorld = {
    tenant,
    database,
    turso,
    now,
    ctx: (occasion = {}) => contextOf(world, locks, occasion),
    async stop() {
      await turso.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await migrate(database, migrations, now);
  await loadCatalog(
    world.ctx({ actor: { type: 'system', reason: 'test' } }),
    catalogSpecSchema.parse(spec.catalog),
  );
  return world;
}

function tenantOf(spec: { slug: string } & Tenant['profile'], hostname: string): Tenant {
  const { slug, name, vertical, locale, country, timeZone, currency, brand, contact } = spec;
  return {
    id: `tnt_${slug}`,
    slug,
    status: 'live',
    plan: 'professional',
    profile: { name, vertical, locale, country, timeZone, currency, brand, contact },
    database: { hostname, sealedToken: '' },
    schemaVersion: 0,
    canonicalHost: `${slug}.test`,
  };
}

/** The locks of one tenant, as they are at an instant. */
export type LocksAt = { at(now: number): SlotLocks };

/** A context of one's own over any database. */
export function contextOf(
  world: Pick<TenantWorld, 'tenant' | 'database' | 'now'>,
  slots: LocksAt,
  { actor = { type: 'guest' }, idempotency }: { actor?: Actor; idempotency?: IdempotentRequest },
): Ctx {
  const { tenant, now } = world;
  const newId: Ctx['newId'] = (prefix) => makeId(prefix, now, randomBytes(16));
  const requestId = newId('req');
  const log = createLog('error', { requestId });
  const place = (where: object) => ({ ...where, tenantId: tenant.id }) as Parameters<typeof seal>[2];
  return {
    tenant,
    actor,
    now,
    newId,
    newCode: () => makeCode(randomBytes(8)),
    db: tenantDb({
      database: world.database,
      actor,
      now,
      requestId,
      newId,
      idempotency,
      onEvents: () => undefined,
    }),
    slots: slots.at(now),
    vault: {
      seal: (plaintext, where) => seal(MASTER_KEY, plaintext, place(where)),
      unseal: (sealed, where) => unseal(MASTER_KEY, sealed, place(where)),
      sign: (purpose, text) => sign(MASTER_KEY, purpose, { tenantId: tenant.id, text }),
    },
    webhookPolicy: { isLoopbackAllowed: true, ownDomains: [] },
    domains: {
      list: () => Promise.resolve([]),
      check: (host) => Promise.reject(new Error(`${host} is nobody's`)),
    },
    admit: admitAction,
    requestsOf: () => Promise.resolve(0),
    announce: () => undefined,
    showBrand: (brand) => {
      world.tenant = { ...tenant, profile: { ...tenant.profile, brand } };
      return Promise.resolve();
    },
    wakeRelay: () => undefined,
    log,
    requestId,
    requestKey: idempotency?.key,
    origin: `https://${tenant.canonicalHost}`,
  };
}

/** The claim ledger of the provider's Durable Object over SQLite in memory, one for each provider. */
export function memoryLocks(): LocksAt {
  const ledgers = new Map<string, ClaimSql>();
  const ledgerOf = (providerId: string) => {
    const known = ledgers.get(providerId);
    if (known !== undefined) return known;
    const ledger = claimSql(new DatabaseSync(':memory:'));
    createClaimTable(ledger);
    ledgers.set(providerId, ledger);
    return ledger;
  };
  const at = (now: number): SlotLocks => ({
    claim: (providerId, claim) => {
      const placement = placeClaim(ledgerOf(providerId), claim, now);
      const result =
        placement.ok || placement.reason !== 'unsettled' ? placement : { ok: false, reason: 'taken' };
      return Promise.resolve(result as ClaimResult);
    },
    keep: (providerId, commitId) => keepClaim(ledgerOf(providerId), commitId, now),
    drop: (subjectId, commitId, ownerId) => dropClaim(ledgerOf(subjectId), commitId, ownerId),
  });
  return { at };
}

export function claimSql(database: DatabaseSync): ClaimSql {
  return {
    exec: (sql, ...bindings) =>
      database.prepare(sql).all(...(bindings as (string | number | null)[])) as never,
  };
}
