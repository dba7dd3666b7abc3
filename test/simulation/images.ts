import { readdirSync, readFileSync } from 'node:fs';
import { loadCatalog } from '../../src/agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../src/agenda/catalog/spec-contract.ts';
import { type Actor, SCOPES } from '../../src/kernel/actor.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { createEndpoint } from '../../src/partners/webhooks/create-endpoint.ts';
import { act } from '../../src/platform/action.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { createLog } from '../../src/platform/log.ts';
import { seal } from '../../src/platform/secrets.ts';
import { tenantContext } from '../../src/tenant-context.ts';
import { openEngine } from './engine.ts';
import { NO_FAULTS } from './faults.ts';
import { takeOverGlobals } from './globals.ts';
import { type Patch, patched, pathOf } from './hooks.ts';
import { seededRandom } from './random.ts';
import { SHOP_CATALOG } from './shop-catalog.ts';
import { createTimeline } from './timeline.ts';
import { createWorld, hostOf, REGISTRY, type World, type WorldMaterial } from './world.ts';

/** A Tuesday, 09:00 in Buenos Aires. */
export const STARTS_AT = Date.parse('2026-11-24T12:00:00Z');
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const PARTNER: Actor = { type: 'api-key', keyId: 'key_partner', scopes: SCOPES };

const VARS = {
  ENVIRONMENT: 'local',
  LOG_LEVEL: 'warn',
  PLATFORM_DOMAIN: 'platform.sim',
  CONSOLE_HOST: 'console.sim',
  TURSO_API_URL: 'http://turso.sim',
  TURSO_API_TOKEN: 'token',
  TURSO_ORGANIZATION: 'organization',
  TURSO_GROUP: 'group',
  DATABASE_URL_TEMPLATE: 'http://{hostname}',
  DATABASE_READ_TIMEOUT_MS: '1500',
  REGISTRY_URL: `http://${REGISTRY}`,
  REGISTRY_TOKEN: 'token',
  MASTER_KEY,
  OPERATOR_TOKEN: 'operator-token-operator-token',
  CLOUDFLARE_API_URL: 'http://cloudflare.sim',
  CLOUDFLARE_ZONE_ID: '00000000000000000000000000000001',
  CLOUDFLARE_API_TOKEN: 'token',
  CLOUDFLARE_WEBHOOK_SECRET: 'webhook-secret-of-the-simulation',
  DNS_URL: 'http://dns.sim/dns-query',
  CNAME_TARGET: 'dominios.platform.sim',
  ORPHAN_HOSTNAMES: 'report',
  MAIL_API_URL: 'https://mail.test',
  MAIL_API_KEY: 'key',
  MAIL_FROM: 'turnos@correo.test',
  PLATFORM_HOST_PAGES: 'serve',
  WEBHOOK_LOOPBACK: 'allow',
  API_RATE_FACTOR: '1',
};

/**
 * Two shops as their first customers find them, made by the platform's own code: migrated, with their catalog and a
 * partner's webhook. Their databases hold the same ids: only the connection tells one from the other.
 */
export async function makeMaterial(patches: readonly Patch[]): Promise<WorldMaterial> {
  const tenants = [await makeTenant('a'), await makeTenant('b')];
  const bare = openEngine();
  for (const sql of migrations('tenant', patches)) bare.script(sql);
  const engines = new Map([[REGISTRY, openEngine(registryImage(tenants, patches))]]);
  for (const tenant of tenants)
    engines.set(hostOf(tenant), openEngine(await furnished(bare.image(), tenant)));
  bare.close();
  return { engines, storages: [], tenants, vars: VARS };
}

function occasionFor(world: World, tenant: Tenant, actor: Actor): Ctx {
  return tenantContext(world.env, {
    tenant,
    actor,
    now: Date.now(),
    requestId: 'req_setup',
    origin: `https://${tenant.canonicalHost}`,
    log: createLog('warn', { requestId: 'req_setup' }),
    defer: () => undefined,
  });
}

async function furnished(image: Uint8Array, tenant: Tenant): Promise<Uint8Array> {
  const timeline = createTimeline(STARTS_AT - 86_400_000, seededRandom(0));
  const engine = openEngine(image);
  const material = {
    engines: new Map([[hostOf(tenant), engine]]),
    storages: [],
    tenants: [tenant],
    vars: VARS,
  };
  const world = createWorld({ timeline, material, rates: NO_FAULTS, onWrite: () => undefined });
  const giveBack = takeOverGlobals({ timeline, fetch: world.receivers.fetch, onLog: () => undefined });
  try {
    const ctx = occasionFor(world, tenant, PARTNER);
    const working = (async () => {
      await loadCatalog(ctx, catalogSpecSchema.parse(SHOP_CATALOG));
      await act(createEndpoint, ctx, { url: 'https://partner.example/hooks', events: ['*'] });
    })();
    await timeline.runTo(STARTS_AT - 80_000_000);
    await working;
    return engine.image();
  } finally {
    giveBack();
    engine.close();
  }
}

async function makeTenant(letter: string): Promise<Tenant> {
  const id = `tnt_${letter}`;
  const place = { tenantId: id, table: 'tenants', column: 'sealed_database_token', rowId: id };
  const sealedToken = await withSyncCrypto(() => seal(MASTER_KEY, 'token', place));
  return {
    id,
    slug: `shop-${letter}`,
    status: 'live',
    plan: 'professional',
    profile: {
      name: `Shop ${letter}`,
      vertical: 'barber',
      locale: 'es-AR',
      country: 'AR',
      timeZone: 'America/Argentina/Buenos_Aires',
      currency: 'ARS',
      brand: { tagline: '', primaryColor: '#000000', logoSvg: '' },
      contact: { phone: '', email: '' },
    },
    database: { hostname: `${letter}.sim`, sealedToken },
    schemaVersion: 2,
    canonicalHost: `${letter}.shop.sim`,
  };
}

async function withSyncCrypto<T>(run: () => Promise<T>): Promise<T> {
  const timeline = createTimeline(STARTS_AT, seededRandom(0));
  const giveBack = takeOverGlobals({ timeline, fetch: () => Promise.reject(), onLog: () => undefined });
  try {
    return await run();
  } finally {
    giveBack();
  }
}

function registryImage(tenants: readonly Tenant[], patches: readonly Patch[]): Uint8Array {
  const registry = openEngine();
  for (const sql of migrations('registry', patches)) registry.script(sql);
  for (const { id, slug, profile, database, canonicalHost } of tenants) {
    registry.rows(
      `INSERT INTO tenants (id, slug, status, profile, owner_email, database_hostname, sealed_database_token,
         schema_version, created_at, updated_at) VALUES (?, ?, 'live', ?, 'owner@shop.sim', ?, ?, 2, 0, 0)`,
      ...[id, slug, JSON.stringify(profile), database.hostname, database.sealedToken],
    );
    registry.rows(`INSERT INTO hosts VALUES (?, ?, 'platform', 1, 0)`, canonicalHost, id);
  }
  const image = registry.image();
  registry.close();
  return image;
}

function migrations(kind: 'tenant' | 'registry', patches: readonly Patch[]): string[] {
  const folder = `migrations/${kind}`;
  return readdirSync(pathOf(folder))
    .sort()
    .map((name) => patched(`${folder}/${name}`, readFileSync(pathOf(`${folder}/${name}`), 'utf8'), patches));
}
