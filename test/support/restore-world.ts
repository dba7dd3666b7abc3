import { makeId } from '../../src/kernel/ids.ts';
import { openDatabase } from '../../src/platform/database-client.ts';
import { migrate } from '../../src/platform/migrate.ts';
import type { RelayMessage } from '../../src/platform/nudge-relay.ts';
import { backupKey, randomBytes, seal, unseal } from '../../src/platform/secrets.ts';
import { tursoAdmin } from '../../src/tenancy/backups/gateway-turso.ts';
import { tursoProvisioner } from '../../src/tenancy/onboarding/gateway-turso.ts';
import type { OperatorCtx } from '../../src/tenancy/onboarding/operator-context.ts';
import { readMigrations } from './migrations.ts';
import { startTenantWorld, type TenantWorld } from './tenant-world.ts';

const MASTER_KEY = Buffer.alloc(32, 5).toString('base64');

/** The platform without the Worker: the real use cases over real databases and their real control plane, one tenant. */
export interface RestoreWorld {
  readonly shop: TenantWorld;
  readonly slug: string;
  readonly registry: OperatorCtx['registry'];
  readonly ctx: OperatorCtx;
  /** Everything outside stops answering at the n-th call: before it arrives, or after it was carried out. */
  ctxCutAt(call: number, when: 'before' | 'after'): OperatorCtx & { readonly wasCut: () => boolean };
  readonly objects: Map<string, Uint8Array>;
  readonly sent: RelayMessage[];
  /** How often the locks were reset, and for which database. */
  readonly resets: string[];
  /** What the control plane lists. */
  databases(): Promise<string[]>;
  /** The tenant's own database of this moment. */
  current(): Promise<{ name: string; hostname: string; database: OperatorCtx['registry'] }>;
  stop(): Promise<void>;
}

export async function startRestoreWorld(): Promise<RestoreWorld> {
  const shop = await startTenantWorld();
  const { turso, tenant } = shop;
  const { hostname } = tenant.database;
  const slug = hostname.slice('bp-'.length, hostname.lastIndexOf(`-${turso.organization}`));
  const registryAddress = await turso.createDatabase('registry');
  const connect = (host: string, token: string) => openDatabase({ url: turso.databaseUrl(host), token });
  const registry = connect(registryAddress.hostname, registryAddress.token);
  const settings = {
    apiUrl: turso.url,
    apiToken: turso.apiToken,
    organization: turso.organization,
    group: turso.group,
  };
  const databases = tursoAdmin(settings);
  const objects = new Map<string, Uint8Array>();
  const sent: RelayMessage[] = [];
  const resets: string[] = [];
  const place = { tenantId: tenant.id, table: 'tenants', column: 'sealed_database_token', rowId: tenant.id };
  const registryMigrations = await readMigrations('registry');
  const ctx: OperatorCtx = {
    actor: { type: 'system', reason: 'test' },
    now: Date.now(),
    clock: Date.now,
    newId: (prefix) => makeId(prefix, Date.now(), randomBytes(16)),
    registry,
    registryMigrations,
    tenantMigrations: await readMigrations('tenant'),
    provisioner: tursoProvisioner(settings),
    platformDomain: 'test',
    consoleHost: 'consola.test',
    originOf: (host) => `https://${host}`,
    // Nothing that is tried here looks at them.
    domains: undefined as never,
    meters: undefined as never,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    openDatabase: async ({ database }) =>
      connect(database.hostname, await unseal(MASTER_KEY, database.sealedToken, place)),
    openContext: () => shop.ctx(),
    sealToken: (_, token) => seal(MASTER_KEY, token, place),
    signInvitation: (_, text) => Promise.resolve(text),
    wakeOnboarding: () => Promise.resolve(),
    enqueue: (messages) => Promise.resolve(void sent.push(...messages)),
    wakeRelay: (tenantId) => Promise.resolve(void sent.push({ type: 'relay', tenantId })),
    // What would begin by itself is begun by the tests, so that they can cut it off.
    defer: () => undefined,
    databases,
    backups: memoryBucket(objects),
    backupSeal: async (tenantId, backupId) => ({
      key: await backupKey(MASTER_KEY, tenantId),
      context: `${tenantId}|${backupId}`,
    }),
    connect,
    resetLocks: ({ database }) => Promise.resolve(void resets.push(database.hostname)),
    forgetHosts: () => Promise.resolve(),
  };
  await migrate(registry, registryMigrations, 0);
  const token = await seal(MASTER_KEY, await databases.mintToken(`bp-${slug}`), place);
  const profile = JSON.stringify(tenant.profile);
  await registry.write([
    {
      sql: `INSERT INTO tenants (id, slug, status, profile, owner_email, database_hostname, sealed_database_token,
              schema_version, created_at, updated_at) VALUES (?, ?, 'live', ?, 'o@example.com', ?, ?, ?, 0, 0)`,
      args: [tenant.id, slug, profile, hostname, token, ctx.tenantMigrations.at(-1)?.version ?? 0],
    },
    {
      sql: `INSERT INTO hosts (host, tenant_id, kind, is_canonical, created_at) VALUES (?, ?, 'platform', 1, 0)`,
      args: [`${slug}.test`, tenant.id],
    },
  ]);
  return {
    shop,
    slug,
    registry,
    ctx,
    ctxCutAt: (call, when) => cut(ctx, call, when),
    objects,
    sent,
    resets,
    async databases() {
      const answer = await fetch(`${turso.url}/v1/organizations/${turso.organization}/databases`, {
        headers: { authorization: `Bearer ${turso.apiToken}` },
      });
      const body = (await answer.json()) as { databases: { Name: string }[] };
      return body.databases.map(({ Name }) => Name).toSorted();
    },
    async current() {
      const [result] = await registry.rows([
        { sql: 'SELECT database_hostname AS host FROM tenants WHERE id = ?', args: [tenant.id] },
      ]);
      const host = String(result?.rows[0]?.host);
      const name = host.slice(0, host.lastIndexOf(`-${turso.organization}`));
      return { name, hostname: host, database: connect(host, await databases.mintToken(name)) };
    },
    stop: () => shop.stop(),
  };
}

/** What is cut off says so in the log, a hundred times. */
const ignore = () => undefined;

type Bucket = OperatorCtx['backups'];

/** As much of R2 as backups ask of it. */
function memoryBucket(objects: Map<string, Uint8Array>): Bucket {
  const bucket = {
    put: (key: string, value: Uint8Array) => Promise.resolve(void objects.set(key, value.slice())),
    get: (key: string) => {
      const bytes = objects.get(key);
      return Promise.resolve(bytes === undefined ? null : { arrayBuffer: async () => bytes.slice().buffer });
    },
    delete: (keys: string | string[]) =>
      Promise.resolve([keys].flat().forEach((key) => void objects.delete(key))),
    list: ({ prefix = '' }: { prefix?: string } = {}) =>
      Promise.resolve({
        objects: [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => ({ key })),
        truncated: false,
      }),
  };
  return bucket as unknown as Bucket;
}

class Cut extends Error {}

type AnyCall = (...args: never[]) => unknown;

/** Once cut, nothing outside answers any more: as for a process that was killed, but for what it had begun. */
function cut(ctx: OperatorCtx, call: number, when: 'before' | 'after') {
  let calls = 0;
  let isCut = false;
  const refuseWhenCut = () => {
    if (isCut) throw new Cut('cut off');
  };
  const guard =
    (real: AnyCall): AnyCall =>
    async (...args) => {
      refuseWhenCut();
      calls++;
      isCut = calls === call;
      if (when === 'before') refuseWhenCut();
      const result = await real(...args);
      refuseWhenCut();
      return wrapDatabase(result);
    };
  const guardAll = <Kind extends object>(object: Kind): Kind =>
    new Proxy(object, {
      get: (target, name) => {
        const value = target[name as keyof Kind];
        return typeof value === 'function' ? guard(value.bind(target) as AnyCall) : value;
      },
    });
  const wrapDatabase = (result: unknown) =>
    typeof result === 'object' && result !== null && 'requireAnswering' in result ? guardAll(result) : result;
  const guarded: OperatorCtx = {
    ...ctx,
    registry: guardAll(ctx.registry),
    databases: guardAll(ctx.databases),
    backups: guardAll(ctx.backups),
    openDatabase: guard(ctx.openDatabase as AnyCall) as OperatorCtx['openDatabase'],
    connect: (hostname, token) => guardAll(ctx.connect(hostname, token)),
    resetLocks: guard(ctx.resetLocks as AnyCall) as OperatorCtx['resetLocks'],
    forgetHosts: guard(ctx.forgetHosts as AnyCall) as OperatorCtx['forgetHosts'],
    enqueue: guard(ctx.enqueue as AnyCall) as OperatorCtx['enqueue'],
    wakeRelay: guard(ctx.wakeRelay as AnyCall) as OperatorCtx['wakeRelay'],
  };
  return { ...guarded, wasCut: () => isCut };
}
