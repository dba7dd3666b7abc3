import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delays } from '../../src/local/cloudflare/hostname-life.ts';
import { type Bundles, readBundles } from '../../src/local/world/build-worker.ts';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { type LocalFile, writeLocalFile } from '../../src/local/world/local-file.ts';
import { projectRoot } from '../../src/local/world/project.ts';
import { provisionTenants, waitUntilLive } from '../../src/local/world/provision.ts';
import { startWorld, type World } from '../../src/local/world/start-world.ts';

/** What a test may say about a request; `json` sets body and content type. */
export interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  json?: unknown;
}

export interface TestWorld extends World {
  tenants: LocalFile['tenants'];
  /** A request as a customer of `host` would send it. Redirects are not followed. */
  fetchAs: (host: string, path: string, init?: RequestInit) => Promise<Response>;
}

export interface TestWorldOptions {
  bundles?: Partial<Bundles>;
  vars?: Record<string, string>;
  /** How long a certificate's making takes; nothing unless told. */
  certificateDelays?: Delays;
  /** Folder of tenants to provision: those of the project unless told; `none` for an empty platform. */
  tenants?: 'project' | 'none';
  /** The Worker's port, where it must stay the same after a restart; any free one unless told. */
  port?: number;
}

/** A whole world on free ports in a directory of its own; `stop` leaves nothing behind. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { tenants = 'project', ...worldOptions } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-world-'));
  const bundles = { ...(await bundlesOfRun()), ...options.bundles };
  const world = await startWorld({ port: 0, dataDir, ...worldOptions, bundles });
  const stop = async () => {
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await waitUntilLive(world);
    const provisioned = tenants === 'none' ? [] : await provisionTenants(world, join(projectRoot, 'tenants'));
    const local = await writeLocalFile(world, provisioned);
    return { ...world, tenants: local.tenants, fetchAs: fetchFrom(world.url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A run of the tests builds the Workers once (`build-once.ts`). */
export async function bundlesOfRun(): Promise<Partial<Bundles>> {
  const dir = process.env.BUNDLES_DIR;
  return dir === undefined ? {} : await readBundles(dir);
}

function fetchFrom(url: string): TestWorld['fetchAs'] {
  return (host, path, init = {}) => {
    const { json, headers, ...rest } = init;
    if (json === undefined) {
      return hostFetch({ url, host, path, headers: headers ?? {}, ...rest });
    }
    const type = { 'content-type': 'application/json', ...headers };
    return hostFetch({ url, host, path, ...rest, headers: type, body: JSON.stringify(json) });
  };
}
