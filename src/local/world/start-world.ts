import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { startTursoEmulator } from '../turso/start.ts';
import { type Bundle, buildWorker } from './build-worker.ts';
import { clearWorld, type WorldPaths, worldPaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import { claimDataDir, markRunning, unmarkRunning } from './running.ts';
import { type LocalSecrets, loadSecrets, saveSecrets } from './secrets.ts';
import { startRuntime } from './start-runtime.ts';
import { readVar, readWorkerOptions } from './worker-options.ts';

type Turso = Awaited<ReturnType<typeof startTursoEmulator>>;

export interface WorldOptions {
  /** The Worker's port; the database server takes the next one. 0 takes any two. */
  port: number;
  dataDir: string;
  /** Forget what an earlier world left in the data directory. */
  fresh?: boolean;
  /** Where the Worker's log lines go: `worker.log` in the data directory unless told. */
  log?: 'file' | 'stdout' | 'none';
  /** A bundle that was built before; without it the Worker is built now. */
  bundle?: Bundle;
  /** Vars laid over those of wrangler.toml. */
  vars?: Record<string, string>;
}

export interface World {
  url: string;
  tursoUrl: string;
  turso: Turso;
  operatorToken: string;
  /** The platform's own host, where operators are. */
  consoleHost: string;
  paths: WorldPaths;
  bundle: Bundle;
  workerdPid: () => number | undefined;
  /** Calls the Worker's scheduled handler as the platform would. */
  fireScheduled: (event: { cron: string; scheduledTime: Date }) => Promise<string>;
  stop: () => Promise<void>;
}

/** Brings up the database server and the Worker on this machine; nothing outside it is needed or called. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const paths = worldPaths(options.dataDir);
  const tursoPort = options.port === 0 ? 0 : options.port + 1;
  await claimDataDir(paths.running);
  await requireFreePort(options.port);
  await requireFreePort(tursoPort);
  if (options.fresh) {
    await clearWorld(paths);
  }
  await mkdir(paths.root, { recursive: true });
  const [bundle, turso] = await Promise.all([
    options.bundle ?? buildWorker({ outDir: paths.bundle }),
    startTursoEmulator({ port: tursoPort, dataDir: paths.turso }),
  ]);
  try {
    return await startWorker({ options, paths, bundle, turso });
  } catch (error) {
    await turso.stop();
    throw error;
  }
}

interface WorldParts {
  options: WorldOptions;
  paths: WorldPaths;
  bundle: Bundle;
  turso: Turso;
}

async function startWorker({ options, paths, bundle, turso }: WorldParts): Promise<World> {
  const secrets = await ensureSecrets(paths, turso);
  const log = openLog(options.log ?? 'file', paths.log);
  const runtime = await startRuntime({
    bundle,
    worker: readWorkerOptions({ ...localBindings(turso, secrets), ...options.vars }),
    port: options.port,
    stateDir: paths.runtime,
    onLog: log.write,
  });
  await markRunning(paths.running, runtime.workerdPid());
  return {
    ...runtime,
    tursoUrl: turso.url,
    turso,
    operatorToken: secrets.operatorToken,
    consoleHost: readVar('CONSOLE_HOST'),
    paths,
    bundle,
    stop: async () => {
      await runtime.stop();
      await turso.stop();
      await unmarkRunning(paths.running);
      log.close();
    },
  };
}

/** Secrets with a registry database behind them: it is made the first time. */
async function ensureSecrets(paths: WorldPaths, turso: Turso): Promise<SecretsWithRegistry> {
  const secrets = await loadSecrets(paths.secrets);
  const registry = secrets.registry ?? (await turso.createDatabase('registry'));
  const complete = { ...secrets, registry: { hostname: registry.hostname, token: registry.token } };
  await saveSecrets(paths.secrets, complete);
  return complete;
}

type SecretsWithRegistry = LocalSecrets & { registry: { hostname: string; token: string } };

function localBindings(turso: Turso, secrets: SecretsWithRegistry): Record<string, string> {
  return {
    TURSO_API_URL: turso.url,
    TURSO_ORGANIZATION: turso.organization,
    TURSO_GROUP: turso.group,
    TURSO_API_TOKEN: turso.apiToken,
    DATABASE_URL_TEMPLATE: turso.databaseUrl('hostname-here').replace('hostname-here', '{hostname}'),
    REGISTRY_URL: turso.databaseUrl(secrets.registry.hostname),
    REGISTRY_TOKEN: secrets.registry.token,
    MASTER_KEY: secrets.masterKey,
    OPERATOR_TOKEN: secrets.operatorToken,
  };
}

function openLog(kind: 'file' | 'stdout' | 'none', path: string) {
  if (kind === 'file') {
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    return { write: (line: string) => void file.write(`${line}\n`), close: () => void file.end() };
  }
  const write = (line: string) => (kind === 'stdout' ? console.log(line) : undefined);
  return { write, close: () => undefined };
}
