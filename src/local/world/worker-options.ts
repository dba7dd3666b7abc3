import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';
import { CONFIGS, configPath, type WorkerName } from './project.ts';

/** What a Worker is given at run time, in Miniflare's own words. */
export type WorkerOptions = ReturnType<typeof unstable_getMiniflareWorkerOptions>['workerOptions'];

/**
 * The bindings of the top level of a Worker's configuration, with `bindings` (vars and secrets) laid over its own.
 * Those that are only another Worker's are left out.
 */
export function readWorkerOptions(
  bindings: Record<string, string>,
  worker: WorkerName = 'tenants',
): WorkerOptions {
  const { workerOptions } = unstable_getMiniflareWorkerOptions({ ...readConfig(worker), secrets: undefined });
  const own = namesOf(worker);
  const others = Object.keys(CONFIGS).flatMap((name) => [...namesOf(name as WorkerName)]);
  const foreign = new Set(others.filter((name) => !own.has(name)));
  return {
    ...workerOptions,
    bindings: {
      ...(workerOptions.bindings as Record<string, string>),
      ...Object.fromEntries(Object.entries(bindings).filter(([name]) => !foreign.has(name))),
    },
  };
}

export function readCrons(): string[] {
  return readConfig('backstage').triggers.crons ?? [];
}

export function readVar(name: string): string {
  const value = readConfig('backstage').vars[name];
  if (typeof value !== 'string') throw new Error(`${CONFIGS.backstage}: [vars] has no ${name}.`);
  return value;
}

function namesOf(worker: WorkerName): Set<string> {
  const { vars, secrets } = readConfig(worker);
  return new Set([...Object.keys(vars), ...(secrets?.required ?? [])]);
}

/** Whoever gives it to Miniflare leaves the secrets out: wrangler would take them from this machine's environment. */
function readConfig(worker: WorkerName) {
  return unstable_readConfig({ config: configPath(worker), env: '' }, { hideWarnings: true });
}
