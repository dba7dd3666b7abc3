import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkers } from '../../src/local/world/build-worker.ts';

/** Builds both Workers for all tests of a run: `startTestWorld` finds them. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.BUNDLES_DIR !== undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'barberpro-bundles-'));
  process.env.BUNDLES_DIR = dir;
  await buildWorkers(dir);
  return async () => {
    delete process.env.BUNDLES_DIR;
    await rm(dir, { recursive: true, force: true });
  };
}
