import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';
import { configPath } from './project.ts';

/** What a Worker is given at run time, in Miniflare's own words. */
export type WorkerOptions = ReturnType<typeof unstable_getMiniflareWorkerOptions>['workerOptions'];

/** The bindings of the top level of wrangler.toml, with `bindings` (vars and secrets) laid over its own. */
export function readWorkerOptions(bindings: Record<string, string>): WorkerOptions {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(readConfig());
  return {
    ...workerOptions,
    bindings: { ...(workerOptions.bindings as Record<string, string>), ...bindings },
  };
}

export function readCrons(): string[] {
  return readConfig().triggers.crons ?? [];
}

export function readVar(name: string): string {
  const value = readConfig().vars[name];
  if (typeof value !== 'string') {
    throw new Error(`wrangler.toml: [vars] has no ${name}.`);
  }
  return value;
}

/** Without its list of secrets: with it wrangler would take them from this machine's environment and warn. */
function readConfig() {
  const config = unstable_readConfig({ config: configPath, env: '' }, { hideWarnings: true });
  return { ...config, secrets: undefined };
}
