import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTursoEmulator } from '../../src/local/turso/start.ts';
import { openDatabase } from '../../src/platform/database-client.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { tenantById } from '../../src/tenancy/tenants/store.ts';
import { readMigrations } from '../support/migrations.ts';

const BEFORE_PLANS = 5;

it('a tenant is found, with the plan of all, before the registry knows of plans; with its own afterwards', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-registry-'));
  const turso = await startTursoEmulator({ port: 0, dataDir });
  const { hostname, token } = await turso.createDatabase('registry');
  const registry = openDatabase({ url: turso.databaseUrl(hostname), token });
  const migrations = await readMigrations('registry');
  const planOf = async (id: string) => (await registry.read([tenantById({ id })]))[0][0]?.plan;
  try {
    await migrate(
      registry,
      migrations.filter(({ version }) => version <= BEFORE_PLANS),
      0,
    );
    await registry.write(
      ['tnt_a', 'tnt_b'].map((id) => ({
        sql: "INSERT INTO tenants VALUES (?, ?, 'live', '{}', 'o@example.com', 'h', 't', 2, 0, 0)",
        args: [id, id],
      })),
    );
    expect(await planOf('tnt_a')).toBe('professional');
    await migrate(registry, migrations, 0);
    await registry.write([{ sql: "UPDATE tenants SET plan = 'starter' WHERE id = 'tnt_b'", args: [] }]);
    expect([await planOf('tnt_a'), await planOf('tnt_b')]).toEqual(['professional', 'starter']);
  } finally {
    await turso.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
