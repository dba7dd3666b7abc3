import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalFile, readLocalFile, writeLocalFile } from '../../../src/local/world/local-file.ts';
import { clearWorld, worldPaths } from '../../../src/local/world/paths.ts';
import { requireFreePort } from '../../../src/local/world/ports.ts';
import { claimDataDir, markRunning, unmarkRunning } from '../../../src/local/world/running.ts';
import { loadSecrets, saveSecrets } from '../../../src/local/world/secrets.ts';
import type { World } from '../../../src/local/world/start-world.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barberpro-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('the secrets of a data directory', () => {
  it('are made once and kept, readable by their owner only', async () => {
    const { secrets: path } = worldPaths(dir);
    const made = await loadSecrets(path);
    await saveSecrets(path, made);
    expect(await loadSecrets(path)).toEqual(made);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made.masterKey, 'base64')).toHaveLength(32);
  });

  it('differ between two directories', async () => {
    const [one, other] = await Promise.all([loadSecrets(join(dir, 'a')), loadSecrets(join(dir, 'b'))]);
    expect(one.masterKey).not.toBe(other.masterKey);
    expect(one.operatorToken).not.toBe(other.operatorToken);
  });
});

describe('local.json', () => {
  const tenant = { id: 'ten_1', slug: 'uno', hosts: ['uno.test', 'otro.test'], ownerEmail: 'a@uno.test' };

  it('keeps an API key that was shown only at the first start', async () => {
    const world = fakeWorld();
    await writeLocalFile(world, [{ tenant, apiKey: 'key_1' }]);
    await writeLocalFile(world, [{ tenant }]);
    expect((await readLocalFile(world.paths.local))?.tenants).toEqual([
      { slug: 'uno', host: 'uno.test', domains: ['otro.test'], ownerEmail: 'a@uno.test', apiKey: 'key_1' },
    ] satisfies LocalFile['tenants']);
  });

  function fakeWorld(): World {
    const shown = { url: 'http://127.0.0.1:1', tursoUrl: 'http://127.0.0.1:2', operatorToken: 'op' };
    const mail = { url: 'http://127.0.0.1:3' };
    return { ...shown, mail, paths: worldPaths(dir) } as World;
  }
});

describe('starting fresh', () => {
  it('removes what a world wrote and nothing else', async () => {
    const paths = worldPaths(dir);
    await writeFile(join(dir, 'mine.txt'), 'keep');
    await saveSecrets(paths.secrets, await loadSecrets(paths.secrets));
    await clearWorld(paths);
    expect(await readdir(dir)).toEqual(['mine.txt']);
  });
});

describe('a data directory in use', () => {
  it('is refused while its process lives and free afterwards', async () => {
    const { running } = worldPaths(dir);
    await expect(claimDataDir(running)).resolves.toBeUndefined();
    await markRunning(running, 0);
    await expect(claimDataDir(running)).rejects.toThrow(`in use by process ${process.pid}`);
    await unmarkRunning(running);
    await expect(claimDataDir(running)).resolves.toBeUndefined();
  });
});

describe('a port in use', () => {
  it('is named together with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(requireFreePort(port)).rejects.toThrow(`Port ${port} is in use.`);
    server.close();
    await once(server, 'close');
    await expect(requireFreePort(port)).resolves.toBeUndefined();
  });
});
