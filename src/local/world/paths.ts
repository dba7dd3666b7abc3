import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Everything the local world keeps, under one data directory. */
export interface WorldPaths {
  root: string;
  turso: string;
  cloudflare: string;
  mail: string;
  runtime: string;
  bundle: string;
  secrets: string;
  local: string;
  log: string;
  running: string;
}

export function worldPaths(dataDir: string): WorldPaths {
  const root = resolve(dataDir);
  return {
    root,
    turso: join(root, 'turso'),
    cloudflare: join(root, 'cloudflare'),
    mail: join(root, 'mail'),
    runtime: join(root, 'runtime'),
    bundle: join(root, 'bundle'),
    secrets: join(root, 'secrets.json'),
    local: join(root, 'local.json'),
    log: join(root, 'worker.log'),
    running: join(root, 'running.json'),
  };
}

/** Forgets a world. Only what we put there: DATA_DIR may point to a folder with other things in it. */
export async function clearWorld({ root: _, ...owned }: WorldPaths): Promise<void> {
  await Promise.all(Object.values(owned).map((path) => rm(path, { recursive: true, force: true })));
}
