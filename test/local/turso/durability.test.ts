import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Client, createClient } from '@libsql/client/web';
import { expect, it, onTestFinished } from 'vitest';
import type { TursoEmulator } from '../../../src/local/turso/start.ts';
import { temporaryDir } from './emulator.ts';
import { callPlatform } from './platform.ts';

const MAIN = new URL('../../../src/local/turso/main.ts', import.meta.url).pathname;
const ROUNDS = 4;
const WRITERS = 4;

type Served = Pick<TursoEmulator, 'url' | 'organization' | 'apiToken'>;

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; served: Served }> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, served: JSON.parse(line) };
}

/** Writes one row a request until the server dies; `acknowledged` holds what was answered. */
async function writeUntilDeath(client: Client, prefix: string, acknowledged: string[]): Promise<void> {
  for (let index = 0; ; index += 1) {
    const id = `${prefix}-${index}`;
    try {
      await client.batch([{ sql: 'INSERT INTO t VALUES (?)', args: [id] }], 'write');
    } catch {
      return;
    }
    acknowledged.push(id);
  }
}

it('loses nothing it answered when killed while writing', { timeout: 60_000 }, async () => {
  const dataDir = temporaryDir();
  const acknowledged: string[] = [];
  let jwt = '';
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { child, served } = await startProcess(dataDir);
    const emulator = served as TursoEmulator;
    if (round === 0) {
      await callPlatform(emulator, 'POST', 'databases', { name: 'shop', group: 'default' });
      ({ jwt } = (await callPlatform(emulator, 'POST', 'databases/shop/auth/tokens')).json);
    }
    const client = createClient({ url: `${served.url}/db/shop-local.turso.io/`, authToken: jwt });
    await client.execute('CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY)');
    const { rows } = await client.execute('SELECT id FROM t');
    const stored = new Set(rows.map((row) => row.id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect((await client.execute('PRAGMA integrity_check')).rows[0]?.integrity_check).toBe('ok');
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeUntilDeath(client, `${round}-${writer}`, acknowledged),
    );
    setTimeout(() => child.kill('SIGKILL'), 100 + 37 * round);
    await Promise.all(writers);
  }
  expect(acknowledged.length).toBeGreaterThan(50);
});
