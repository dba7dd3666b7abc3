import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Delays } from '../cloudflare/hostname-life.ts';
import { type CloudflareEmulator, startCloudflareEmulator } from '../cloudflare/start.ts';
import { type MailEmulator, startMailEmulator } from '../mail/start.ts';
import type { HistoryOptions } from '../turso/history.ts';
import { startTursoEmulator } from '../turso/start.ts';
import { type Bundles, buildWorkers } from './build-worker.ts';
import { clearWorld, type WorldPaths, worldPaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import { claimDataDir, markRunning, unmarkRunning } from './running.ts';
import { type LocalSecrets, loadSecrets, saveSecrets } from './secrets.ts';
import { startRuntime } from './start-runtime.ts';
import { readVar, readWorkerOptions } from './worker-options.ts';

type Turso = Awaited<ReturnType<typeof startTursoEmulator>>;

export interface WorldOptions {
  /** The Worker's port; the database server, Cloudflare's emulator and the mailbox take the next three. 0 takes any four. */
  port: number;
  dataDir: string;
  /** Forget what an earlier world left in the data directory. */
  fresh?: boolean;
  /** Where the Worker's log lines go: `worker.log` in the data directory unless told. */
  log?: 'file' | 'stdout' | 'none';
  /** What was built before; what is missing is built now. */
  bundles?: Partial<Bundles>;
  /** Vars laid over those of wrangler.toml. */
  vars?: Record<string, string>;
  /** Whether the database server can go back to an instant; without it it keeps no history. */
  history?: HistoryOptions;
  /** How long a certificate's making takes; nothing unless told. */
  certificateDelays?: Delays;
}

export interface World {
  url: string;
  tursoUrl: string;
  turso: Turso;
  cloudflareUrl: string;
  cloudflare: CloudflareEmulator;
  mail: MailEmulator;
  operatorToken: string;
  /** The platform's own host, where operators are. */
  consoleHost: string;
  /** What the Worker was given besides wrangler.toml: for another one over the same databases. */
  bindings: Record<string, string>;
  paths: WorldPaths;
  bundles: Bundles;
  workerdPid: () => number | undefined;
  /** Calls the Worker's scheduled handler as the platform would. */
  fireScheduled: (event: { cron: string; scheduledTime: Date }) => Promise<string>;
  stop: () => Promise<void>;
}

/** Brings up the database server, Cloudflare's emulator and both Workers on this machine; nothing outside it is needed or called. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const paths = worldPaths(options.dataDir);
  const [workerPort, tursoPort, cloudflarePort, mailPort] = portsFrom(options.port);
  await claimDataDir(paths.running);
  for (const port of [workerPort, tursoPort, cloudflarePort, mailPort]) await requireFreePort(port);
  if (options.fresh) {
    await clearWorld(paths);
  }
  await mkdir(paths.root, { recursive: true });
  const [bundles, turso] = await Promise.all([
    buildWorkers(paths.bundle, options.bundles),
    startTursoEmulator({
      port: tursoPort,
      dataDir: paths.turso,
      ...(options.history && { history: options.history }),
    }),
  ]);
  const cloudflare = await startCloudflareEmulator({
    port: cloudflarePort,
    dataDir: paths.cloudflare,
    zoneName: readVar('CNAME_TARGET').replace(/^[^.]+\./, ''),
    ...(options.certificateDelays && { delays: options.certificateDelays }),
  });
  const mail = await startMailEmulator({
    port: mailPort,
    dataDir: paths.mail,
    neutralDomain: readVar('MAIL_FROM').split('@')[1] ?? '',
    hasText: cloudflare.dns.hasText,
    siteOf: (slug) => `http://${slug}.${readVar('PLATFORM_DOMAIN')}:${workerPort}`,
  });
  try {
    return await startWorkers({ options, paths, bundles, turso, cloudflare, mail });
  } catch (error) {
    await Promise.all([turso.stop(), cloudflare.stop(), mail.stop()]);
    throw error;
  }
}

function portsFrom(first: number): [number, number, number, number] {
  return first === 0 ? [0, 0, 0, 0] : [first, first + 1, first + 2, first + 3];
}

interface WorldParts {
  options: WorldOptions;
  paths: WorldPaths;
  bundles: Bundles;
  turso: Turso;
  cloudflare: CloudflareEmulator;
  mail: MailEmulator;
}

async function startWorkers(parts: WorldParts): Promise<World> {
  const { options, paths, bundles, turso, cloudflare, mail } = parts;
  const secrets = await ensureSecrets(paths, turso);
  const log = openLog(options.log ?? 'file', paths.log);
  const bindings = { ...localBindings(parts, secrets), ...options.vars };
  const runtime = await startRuntime({
    bundle: bundles.tenants,
    worker: readWorkerOptions(bindings),
    backstage: { bundle: bundles.backstage, worker: readWorkerOptions(bindings, 'backstage') },
    port: options.port,
    stateDir: paths.runtime,
    onLog: log.write,
  });
  await markRunning(paths.running, runtime.workerdPid());
  cloudflare.sendWebhooksTo({
    url: runtime.url,
    host: readVar('CONSOLE_HOST'),
    path: '/api/cloudflare/webhook',
    secret: secrets.cloudflareWebhookSecret,
  });
  return {
    ...runtime,
    tursoUrl: turso.url,
    turso,
    cloudflareUrl: cloudflare.url,
    cloudflare,
    mail,
    operatorToken: secrets.operatorToken,
    consoleHost: readVar('CONSOLE_HOST'),
    bindings,
    paths,
    bundles,
    stop: async () => {
      await runtime.stop();
      await Promise.all([turso.stop(), cloudflare.stop(), mail.stop()]);
      await unmarkRunning(paths.running);
      log.close();
    },
  };
}

/** Secrets with a registry database behind them: it is made the first time. */
async function ensureSecrets(paths: WorldPaths, turso: Turso): Promise<SecretsWithRegistry> {
  const secrets = await loadSecrets(paths.secrets);
  const registry = secrets.registry ?? (await turso.createDatabase('registry'));
  const complete = {
    ...secrets,
    cloudflareWebhookSecret: secrets.cloudflareWebhookSecret ?? randomBytes(24).toString('base64url'),
    registry: { hostname: registry.hostname, token: registry.token },
  };
  await saveSecrets(paths.secrets, complete);
  return complete;
}

interface SecretsWithRegistry extends LocalSecrets {
  cloudflareWebhookSecret: string;
  registry: { hostname: string; token: string };
}

function localBindings(
  { turso, cloudflare, mail }: Pick<WorldParts, 'turso' | 'cloudflare' | 'mail'>,
  secrets: SecretsWithRegistry,
): Record<string, string> {
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
    CLOUDFLARE_API_URL: cloudflare.url,
    CLOUDFLARE_ZONE_ID: cloudflare.zoneId,
    CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    CLOUDFLARE_WEBHOOK_SECRET: secrets.cloudflareWebhookSecret,
    DNS_URL: cloudflare.dnsUrl,
    MAIL_API_URL: mail.url,
    MAIL_API_KEY: mail.apiKey,
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
