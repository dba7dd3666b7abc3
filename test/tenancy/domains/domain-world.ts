import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AppError } from '../../../src/kernel/problem.ts';
import type { CloudflareEmulatorOptions } from '../../../src/local/cloudflare/start.ts';
import { type CloudflareEmulator, startCloudflareEmulator } from '../../../src/local/cloudflare/start.ts';
import { startTursoEmulator } from '../../../src/local/turso/start.ts';
import { type Database, openDatabase } from '../../../src/platform/database-client.ts';
import { createLog } from '../../../src/platform/log.ts';
import { migrate } from '../../../src/platform/migrate.ts';
import { randomBytes, toBase64Url } from '../../../src/platform/secrets.ts';
import { createDomain } from '../../../src/tenancy/domains/apply-domains.ts';
import { cloudflareHostnames } from '../../../src/tenancy/domains/gateway-cloudflare.ts';
import { dnsResolver } from '../../../src/tenancy/domains/gateway-dns.ts';
import type { DomainCtx } from '../../../src/tenancy/domains/open-domains.ts';
import { checkOwnDomain, listOwnDomains } from '../../../src/tenancy/domains/present-domain.ts';
import { reconcileDomains } from '../../../src/tenancy/domains/reconcile-domains.ts';
import { pointerOf } from '../../../src/tenancy/domains/rules/records.ts';
import { type DomainRow, domainByHost } from '../../../src/tenancy/domains/store.ts';
import { readMigrations } from '../../support/migrations.ts';

export const ONE = 'tnt_01kaaaaaaaaaaaaaaaaaaaaaaa';
export const TWO = 'tnt_01kbbbbbbbbbbbbbbbbbbbbbbb';
export const SHOP = 'turnos.tienda.com.ar';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ZONE = 'plataforma.example';
const TARGET = `dominios.${ZONE}`;

export interface DomainWorld {
  readonly cloudflare: CloudflareEmulator;
  readonly registry: Database;
  /** Hosts that were looked up anew since the last reading. */
  forgotten(): string[];
  ctx(change?: Partial<DomainCtx>): DomainCtx;
  add(host?: string, tenantId?: string): Promise<string>;
  check(host?: string, tenantId?: string): ReturnType<typeof checkOwnDomain>;
  list(tenantId?: string): ReturnType<typeof listOwnDomains>;
  /** As the owner of the domain does at its DNS service. */
  point(host?: string, tenantId?: string): void;
  /** The tenant that each own domain is served for. */
  serving(): Promise<Record<string, string>>;
  canonical(tenantId?: string): Promise<string | undefined>;
  /** Lets time pass, as often as the sweep runs meanwhile. */
  live(ms: number, everyMs?: number): Promise<void>;
}

/** The registry, Cloudflare and the DNS, with a clock of one's own; two tenants. Ends with its test. */
export async function domainWorld(
  options: Pick<CloudflareEmulatorOptions, 'delays'> = {},
): Promise<DomainWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'domains-'));
  const turso = await startTursoEmulator({ port: 0, dataDir: join(dataDir, 'turso'), synchronous: 'NORMAL' });
  const cloudflare = await startCloudflareEmulator({
    port: 0,
    dataDir: join(dataDir, 'cloudflare'),
    zoneName: ZONE,
    ...options,
  });
  onTestFinished(async () => {
    await Promise.all([turso.stop(), cloudflare.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const { hostname, token } = await turso.createDatabase('registry');
  const registry = openDatabase({ url: turso.databaseUrl(hostname), token });
  await migrate(registry, await readMigrations('registry'), 0);
  await registry.write([ONE, TWO].flatMap(tenantRows));
  return { cloudflare, registry, ...handles(cloudflare, registry) };
}

function tenantRows(id: string) {
  const slug = id.slice(-4);
  return [
    {
      sql: `INSERT INTO tenants (id, slug, status, profile, owner_email, database_hostname, sealed_database_token,
        schema_version, created_at, updated_at) VALUES (?, ?, 'live', '{}', 'a@b.ar', 'x', 'x', 2, 0, 0)`,
      args: [id, slug],
    },
    {
      sql: `INSERT INTO hosts (host, tenant_id, kind, is_canonical, created_at) VALUES (?, ?, 'platform', 1, 0)`,
      args: [`${slug}.localhost`, id],
    },
  ];
}

function handles(
  cloudflare: CloudflareEmulator,
  registry: Database,
): Omit<DomainWorld, 'cloudflare' | 'registry'> {
  let forgotten: string[] = [];
  const { url: apiUrl, zoneId, apiToken, dnsUrl } = cloudflare;
  const settings = {
    apiUrl,
    zoneId,
    apiToken,
    dnsUrl,
    cnameTarget: TARGET,
    webhookSecret: '',
  } as const;
  const ctx: DomainWorld['ctx'] = (change = {}) => ({
    now: cloudflare.now(),
    registry,
    hostnames: cloudflareHostnames(settings),
    resolve: dnsResolver(dnsUrl),
    ownNames: { platformDomain: 'localhost', consoleHost: 'console.localhost', cnameTarget: TARGET },
    newProof: () => toBase64Url(randomBytes(16)),
    forgetHosts: (_, hosts) => {
      forgotten.push(...hosts);
      return Promise.resolve();
    },
    log: createLog('error', { requestId: 'test' }),
    ...change,
  });
  const hosts = async () => {
    const [result] = await registry.write([
      'SELECT host, tenant_id, kind, is_canonical FROM hosts ORDER BY host',
    ]);
    return result?.rows ?? [];
  };
  return {
    ctx,
    forgotten() {
      const list = forgotten;
      forgotten = [];
      return list.toSorted();
    },
    add: (host = SHOP, tenantId = ONE) => createDomain(ctx(), tenantId, host),
    check: (host = SHOP, tenantId = ONE) => checkOwnDomain(ctx(), { tenantId, host }),
    list: (tenantId = ONE) => listOwnDomains(ctx(), tenantId),
    point: (host = SHOP, tenantId = ONE) => cloudflare.dns.set(host, { CNAME: pointerOf(tenantId, TARGET) }),
    async serving() {
      const own = (await hosts()).filter(({ kind }) => kind === 'custom');
      return Object.fromEntries(own.map(({ host, tenant_id }) => [String(host), String(tenant_id)]));
    },
    async canonical(tenantId = ONE) {
      const found = (await hosts()).filter(
        (row) => row.tenant_id === tenantId && Number(row.is_canonical) === 1,
      );
      if (found.length > 1) throw new Error('Two canonical hosts');
      return found[0] === undefined ? undefined : String(found[0].host);
    },
    async live(ms, everyMs = 5 * MINUTE) {
      for (let left = ms; left > 0; left -= everyMs) {
        cloudflare.advance(Math.min(left, everyMs));
        await reconcileDomains(ctx(), 'remove');
      }
    },
  };
}

export async function codeOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

export async function rowOf(world: DomainWorld, host = SHOP): Promise<DomainRow | undefined> {
  const [[row]] = await world.registry.read([domainByHost(host)]);
  return row;
}

/** A domain that serves. */
export async function serve(world: DomainWorld, host = SHOP, tenantId = ONE): Promise<void> {
  world.point(host, tenantId);
  await world.add(host, tenantId);
  const serving = await world.serving();
  if (serving[host] !== tenantId) throw new Error(`${host} does not serve`);
}
