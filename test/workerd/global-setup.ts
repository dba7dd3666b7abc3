import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTursoEmulator } from '../../src/local/turso/start.ts';
import { openDatabase } from '../../src/platform/database-client.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { seal } from '../../src/platform/secrets.ts';
import { readMigrations } from '../support/migrations.ts';

/** What the tests inside workerd are told of the world around them. */
export interface Surroundings {
  readonly tenantId: string;
  /** A tenant whose database does not exist. */
  readonly brokenTenantId: string;
  readonly database: { readonly url: string; readonly token: string };
  readonly bindings: Record<string, string>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    surroundings: Surroundings;
  }
}

const MASTER_KEY = Buffer.alloc(32, 9).toString('base64');
const TENANT_ID = 'tnt_workerd';
const BROKEN_TENANT_ID = 'tnt_broken';

/** A database server with a registry and one tenant in it, for as long as the tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-workerd-'));
  const turso = await startTursoEmulator({ port: 0, dataDir });
  const registry = await newDatabase(turso, 'registry', 'registry');
  const tenant = await newDatabase(turso, 'bp-workerd', 'tenant');
  await openDatabase(registry).write([
    await tenantRow(TENANT_ID, tenant),
    await tenantRow(BROKEN_TENANT_ID, { hostname: 'nowhere', token: tenant.token }),
  ]);
  const { url, token } = tenant;
  project.provide('surroundings', {
    tenantId: TENANT_ID,
    brokenTenantId: BROKEN_TENANT_ID,
    database: { url, token },
    bindings: {
      LOG_LEVEL: 'error',
      DATABASE_READ_TIMEOUT_MS: '1500',
      TURSO_API_URL: turso.url,
      TURSO_API_TOKEN: turso.apiToken,
      DATABASE_URL_TEMPLATE: turso.databaseUrl('{hostname}'),
      REGISTRY_URL: registry.url,
      REGISTRY_TOKEN: registry.token,
      MASTER_KEY,
      OPERATOR_TOKEN: 'operator-token-of-the-tests',
      CLOUDFLARE_API_TOKEN: 'none',
      CLOUDFLARE_WEBHOOK_SECRET: 'webhook-secret-of-the-tests',
    },
  });
  return async () => {
    await turso.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function newDatabase(
  turso: Awaited<ReturnType<typeof startTursoEmulator>>,
  name: string,
  migrations: 'registry' | 'tenant',
) {
  const { hostname, token } = await turso.createDatabase(name);
  const url = turso.databaseUrl(hostname);
  await migrate(openDatabase({ url, token }), await readMigrations(migrations), 0);
  return { hostname, token, url };
}

async function tenantRow(id: string, { hostname, token }: { hostname: string; token: string }) {
  const place = { tenantId: id, table: 'tenants', column: 'sealed_database_token', rowId: id };
  return {
    sql: `INSERT INTO tenants (id, slug, status, profile, owner_email, database_hostname, sealed_database_token,
            schema_version, created_at, updated_at) VALUES (?, ?, 'live', '{}', 'owner@example.com', ?, ?, 2, 0, 0)`,
    args: [id, id, hostname, await seal(MASTER_KEY, token, place)],
  };
}
