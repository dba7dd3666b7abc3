import { join } from 'node:path';

/** The folder of package.json: everything local is found from here, whatever the working directory. */
export const projectRoot = join(import.meta.dirname, '..', '..', '..');

/** One file for each Worker: the one that answers tenants, and the one behind it. */
export const CONFIGS = { tenants: 'wrangler.toml', backstage: 'wrangler.backstage.toml' } as const;

export type WorkerName = keyof typeof CONFIGS;

export function configPath(worker: WorkerName): string {
  return join(projectRoot, CONFIGS[worker]);
}
