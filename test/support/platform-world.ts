import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeId } from '../../src/kernel/ids.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { type CloudflareEmulator, startCloudflareEmulator } from '../../src/local/cloudflare/start.ts';
import { startTursoEmulator, type TursoEmulator } from '../../src/local/turso/start.ts';
import { type Database, openDatabase } from '../../src/platform/database-client.ts';
import { createLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { randomBytes, seal, sign, toBase64Url, unseal } from '../../src/platform/secrets.ts';
import { cloudflareHostnames } from '../../src/tenancy/domains/gateway-cloudflare.ts';
import { dnsResolver } from '../../src/tenancy/domains/gateway-dns.ts';
import type { DomainCtx } from '../../src/tenancy/domains/open-domains.ts';
import { type DatabaseProvisioner, tursoProvisioner } from '../../src/tenancy/onboarding/gateway-turso.ts';
import type { OperatorCtx } from '../../src/tenancy/onboarding/operator-context.ts';
import { advanceOnboarding } from '../../src/tenancy/pipeline/advance-onboarding.ts';
import { resumeOnboardings } from '../../src/tenancy/pipeline/list-onboardings.ts';
import { readMigrations } from './migrations.ts';
import { contextOf, type LocksAt, MASTER_KEY, memoryLocks } from './tenant-world.ts';

/** Thrown where a process is killed: nothing that it asks for afterwards happens. */
class Killed extends Error {}

/**
 * After how many of its calls to anything outside a process dies: the last one is made, and its answer is lost. What
 * would come between two calls changes nothing outside, so that these are all the places where it can be cut.
 */
export type Death = number;

/** A process of the platform: what it was asked to do later, and how many calls it made. */
export interface Process {
  readonly ctx: OperatorCtx;
  readonly calls: () => number;
  readonly isDead: () => boolean;
}

/** The platform without the Worker: the real pipeline and SQL over HTTP, the real claim ledger, a clock of one's own. */
export interface PlatformWorld {
  readonly turso: TursoEmulator;
  readonly cloudflare: CloudflareEmulator;
  readonly registry: Database;
  /** Epoch milliseconds; set it to travel. */
  now: number;
  process(death?: Death): Process;
  /** Looks after what is due, as queue and cron do, until nothing is within `forMs` of the clock. */
  drain(forMs?: number): Promise<void>;
  databases(): Promise<string[]>;
  /** Name and location of each group of databases besides the platform's own. */
  groups(): Promise<[name: string, location: string][]>;
  stop(): Promise<void>;
}

export async function startPlatformWorld(
  now = Date.parse('2026-11-24T09:00:00-03:00'),
): Promise<PlatformWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-platform-'));
  const turso = await startTursoEmulator({ port: 0, dataDir, synchronous: 'NORMAL' });
  const cloudflare = await startCloudflareEmulator({ port: 0, dataDir, zoneName: 'barberpro.test' });
  const { hostname, token } = await turso.createDatabase('registry');
  const registry = openDatabase({ url: turso.databaseUrl(hostname), token });
  const migrations = { registry: await readMigrations('registry'), tenant: await readMigrations('tenant') };
  await migrate(registry, migrations.registry, now);
  const world: PlatformWorld = {
    turso,
    cloudflare,
    registry,
    now,
    process: (death) => newProcess(world, { migrations, locks, death }),
    drain: (forMs = 2 * 3_600_000) => drain(world, forMs),
    databases: async () => {
      const listed = await tursoProvisioner(settingsOf(turso)).listDatabases();
      return listed.map(({ name }) => name).filter((name) => name !== 'registry');
    },
    async groups() {
      const headers = { authorization: `Bearer ${turso.apiToken}` };
      const answer = await fetch(`${turso.url}/v1/organizations/${turso.organization}/groups`, { headers });
      const { groups } = (await answer.json()) as { groups: { name: string; primary: string }[] };
      return groups.filter(({ name }) => name !== turso.group).map(({ name, primary }) => [name, primary]);
    },
    async stop() {
      await Promise.all([turso.stop(), cloudflare.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  const locks = new Map<string, LocksAt>();
  return world;
}

function settingsOf({ url, apiToken, organization, group }: TursoEmulator) {
  return { apiUrl: url, apiToken, organization, group };
}

/** What own domains point below. */
export const CNAME_TARGET = 'dominios.barberpro.test';

interface Parts {
  readonly migrations: Record<'registry' | 'tenant', Awaited<ReturnType<typeof readMigrations>>>;
  readonly locks: Map<string, LocksAt>;
  readonly death: Death | undefined;
}

function newProcess(world: PlatformWorld, { migrations, locks, death }: Parts): Process {
  const life = mortal(death);
  const newId: OperatorCtx['newId'] = (prefix) => makeId(prefix, world.now, randomBytes(16));
  const place = (id: string) => ({
    tenantId: id,
    table: 'tenants',
    column: 'sealed_database_token',
    rowId: id,
  });
  const openTenant = async ({ id, database: { hostname, sealedToken } }: Tenant) =>
    life.around(
      openDatabase({
        url: world.turso.databaseUrl(hostname),
        token: await unseal(MASTER_KEY, sealedToken, place(id)),
      }),
    );
  const locksOf = (id: string) => {
    const known = locks.get(id) ?? memoryLocks();
    locks.set(id, known);
    return known;
  };
  const ctx: OperatorCtx = {
    actor: { type: 'operator' },
    now: world.now,
    clock: () => world.now,
    newId,
    registry: life.around(world.registry),
    registryMigrations: migrations.registry,
    tenantMigrations: migrations.tenant,
    provisioner: life.around<DatabaseProvisioner>(tursoProvisioner(settingsOf(world.turso))),
    platformDomain: 'barberpro.test',
    consoleHost: 'consola.barberpro.test',
    domains: domainsOf(world, life.around),
    originOf: (host) => `https://${host}`,
    log: createLog('error', { requestId: 'req_test' }),
    openDatabase: openTenant,
    openContext: (tenant) =>
      contextOf({ tenant, database: lazily(() => openTenant(tenant)), now: world.now }, locksOf(tenant.id), {
        actor: { type: 'system', reason: 'onboarding' },
      }),
    sealToken: (id, token) => seal(MASTER_KEY, token, place(id)),
    signInvitation: (tenantId, text) => sign(MASTER_KEY, 'invitation', { tenantId, text }),
    forgetHosts: () => Promise.resolve(),
    defer: () => undefined,
    wakeOnboarding: () => Promise.resolve(),
    enqueue: () => Promise.resolve(),
    wakeRelay: () => Promise.resolve(),
    resetLocks: () => Promise.resolve(),
    // Nothing that is tried here looks at them.
    databases: undefined as never,
    meters: undefined as never,
    backups: undefined as never,
    backupSeal: undefined as never,
    connect: undefined as never,
  };
  return { ctx, calls: life.calls, isDead: life.isDead };
}

function domainsOf(
  { now, registry, cloudflare }: PlatformWorld,
  around: <Thing extends object>(thing: Thing) => Thing,
): DomainCtx {
  const { url: apiUrl, zoneId, apiToken, dnsUrl } = cloudflare;
  const names = { cnameTarget: CNAME_TARGET };
  return {
    now,
    registry: around(registry),
    hostnames: around(cloudflareHostnames({ apiUrl, zoneId, apiToken, dnsUrl, ...names })),
    resolve: dnsResolver(dnsUrl),
    ownNames: {
      platformDomain: 'barberpro.test',
      consoleHost: 'consola.barberpro.test',
      cnameTarget: CNAME_TARGET,
    },
    newProof: () => toBase64Url(randomBytes(16)),
    forgetHosts: () => Promise.resolve(),
    log: createLog('error', { requestId: 'req_test' }),
  };
}

function lazily(open: () => Promise<Database>): Database {
  return {
    read: async (queries) => await (await open()).read(queries),
    rows: async (queries) => await (await open()).rows(queries),
    write: async (queries) => await (await open()).write(queries),
    script: async (sql) => await (await open()).script(sql),
    requireAnswering: async () => await (await open()).requireAnswering(),
  };
}

/** Counts the calls of everything it is put around, and dies after so many. */
function mortal(death: Death = Number.POSITIVE_INFINITY) {
  let calls = 0;
  const call = async (run: () => Promise<unknown>): Promise<unknown> => {
    if (calls >= death) throw new Killed();
    calls++;
    const result = await run();
    if (calls >= death) throw new Killed();
    return result;
  };
  const around = <Thing extends object>(thing: Thing): Thing =>
    new Proxy(thing, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        // Whoever awaits it asks for `then`, which there is none of.
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => call(() => method(...args));
      },
    });
  return { around, calls: () => calls, isDead: () => calls >= death };
}

const STEP_MS = 30_000;

async function drain(world: PlatformWorld, forMs: number): Promise<void> {
  for (const end = world.now + forMs; world.now <= end; world.now += STEP_MS) {
    const due: string[] = [];
    const wakeOnboarding = (id: string) => Promise.resolve(void due.push(id));
    await resumeOnboardings({ ...world.process().ctx, wakeOnboarding });
    for (const id of due) await advanceOnboarding(world.process().ctx, id);
    const [open] = await world.registry.write([
      'SELECT count(*) AS count FROM onboardings WHERE closed_at IS NULL',
    ]);
    if (open?.rows[0]?.count === 0) return;
  }
}
