import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import type { Bundle } from './build-worker.ts';
import { requireFreePort } from './ports.ts';
import { projectRoot } from './project.ts';
import type { WorkerOptions } from './worker-options.ts';
import { rememberProcesses, workerdPid, workerdStartedAt } from './workerd-process.ts';

interface Runnable {
  bundle: Bundle;
  worker: WorkerOptions;
}

export interface RuntimeOptions extends Runnable {
  /** The Worker of queues, cron and operators; without it nobody does what they would. */
  backstage?: Runnable;
  /** 0 takes any free port. */
  port: number;
  /** Where Durable Objects, KV and R2 keep their files; without it they live in memory. */
  stateDir?: string;
  onLog: (line: string) => void;
}

export interface Runtime {
  url: string;
  /** Changes when workerd crashed and was started again. */
  workerdPid: () => number | undefined;
  /** When workerd was spawned, on the clock of `performance.now()`. */
  workerdStartedAt: () => number;
  /** Calls the scheduled handler as the platform would. */
  fireScheduled: (event: { cron: string; scheduledTime: Date }) => Promise<string>;
  stop: () => Promise<void>;
}

const workerName = 'barberpro';
const backstageName = 'barberpro-backstage';
const doorName = 'door';

/** Starts workerd with a bundle and waits until it listens. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  await requireFreePort(options.port);
  const { processes, result: miniflare } = rememberProcesses(() => new Miniflare(miniflareOptions(options)));
  try {
    await miniflare.ready;
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw error;
  }
  const url = await miniflare.unsafeGetDirectURL(doorName);
  return {
    url: url.origin,
    workerdPid: () => workerdPid(processes),
    workerdStartedAt: () => workerdStartedAt(processes),
    fireScheduled: async (event) => {
      const worker = await miniflare.getWorker(backstageName);
      return (await worker.scheduled(event)).outcome;
    },
    stop: () => miniflare.dispose(),
  };
}

function miniflareOptions(options: RuntimeOptions) {
  const { backstage } = options;
  return convertV4MiniflareOptions({
    cf: false,
    logRequests: false,
    telemetry: { enabled: false },
    // For profiling: connect the Chrome DevTools protocol to it.
    ...(process.env.INSPECTOR_PORT === undefined
      ? {}
      : { inspectorPort: Number(process.env.INSPECTOR_PORT) }),
    ...(options.stateDir === undefined ? {} : { resourcePersistencePath: options.stateDir }),
    handleStructuredLogs: ({ level, message }: { level: string; message: string }) =>
      options.onLog(logLine(level, message)),
    workers: [
      workerOf(workerName, backstage === undefined ? alone(options) : options),
      ...(backstage === undefined ? [] : [workerOf(backstageName, backstage)]),
      doorWorker(options.port),
    ],
  });
}

function workerOf(name: string, { bundle, worker }: Runnable) {
  const { modulesRules: _, ...rest } = worker;
  return { ...rest, name, modulesRoot: bundle.dir, modules: bundleModules(bundle) };
}

/** Without bindings to a Worker that is not there. */
function alone({ bundle, worker }: Runnable): Runnable {
  return { bundle, worker: { ...worker, serviceBindings: {} } };
}

/**
 * Requests come in here, straight into the Worker: Miniflare's own entry rewrites hosts and adds a hop.
 * The socket belongs to a second Worker because one with assets would put its asset router in between.
 */
function doorWorker(port: number) {
  return {
    name: doorName,
    modules: true as const,
    script: 'export default { fetch: () => new Response(null, { status: 404 }) }',
    rootPath: projectRoot,
    unsafeDirectSockets: [{ host: '127.0.0.1', port, serviceName: workerName }],
  };
}

function bundleModules(bundle: Bundle) {
  return bundle.modules.map((name) => ({
    type: moduleType(name),
    path: join(bundle.dir, name),
    contents: readFileSync(join(bundle.dir, name), 'utf8'),
  }));
}

function moduleType(name: string): 'ESModule' | 'Text' {
  return ['.js', '.mjs'].includes(extname(name)) ? 'ESModule' : 'Text';
}

/** The Worker logs JSON lines; what workerd itself has to say is wrapped into one. */
function logLine(level: string, message: string): string {
  return message.startsWith('{') ? message : JSON.stringify({ level, source: 'workerd', message });
}
