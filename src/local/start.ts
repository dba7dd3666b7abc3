import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCrons } from './world/cron.ts';
import { type LocalFile, writeLocalFile } from './world/local-file.ts';
import { projectRoot } from './world/project.ts';
import { provisionTenants, waitUntilLive } from './world/provision.ts';

import { startWorld, type World } from './world/start-world.ts';
import { readCrons, readVar } from './world/worker-options.ts';

/** As far apart as Turso's own checkpoints; ten minutes of steady writing. */
const HISTORY = { checkpointMs: 15_000, keep: 40 };

try {
  await start();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

async function start(): Promise<void> {
  const startedAt = performance.now();
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  step('Building the Worker and starting the database server');
  const world = await startWorld({
    port: readPort(),
    dataDir: process.env.DATA_DIR ?? join(projectRoot, '.data'),
    fresh: values.fresh,
    history: HISTORY,
    log: process.env.LOG === 'stdout' ? 'stdout' : 'file',
  });
  stopOnSignal(world);
  await waitUntilLive(world);
  step('Provisioning the tenants in tenants/');
  const local = await writeLocalFile(world, await provisionTenants(world, join(projectRoot, 'tenants')));
  announce(world, local, performance.now() - startedAt);
}

function readPort(): number {
  const port = Number(process.env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_533) {
    throw new Error(`PORT must be a number between 1 and 65533, not "${process.env.PORT}".`);
  }
  return port;
}

function stopOnSignal(world: World): void {
  const stopCrons = startCrons(readCrons(), (event) => {
    world.fireScheduled(event).catch((error: unknown) => console.error('The scheduled run failed:', error));
  });
  const stop = () => {
    stopCrons();
    world.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal); // Miniflare's would end the process before the database server is closed
    process.once(signal, stop);
  }
}

function step(text: string): void {
  console.log(`- ${text}`);
}

function announce(world: World, local: LocalFile, tookMs: number): void {
  const { port } = new URL(world.url);
  const domain = readVar('PLATFORM_DOMAIN');
  console.log(`\nBarberPro is up (${(tookMs / 1000).toFixed(1)} s).\n`);
  for (const { slug, domains } of local.tenants) {
    console.log(`  http://${slug}.${domain}:${port}/`);
    console.log(`    its agenda:      http://${slug}.${domain}:${port}/agenda`);
    for (const own of domains) console.log(`    its own domain:  curl -H 'Host: ${own}' ${world.url}/`);
  }
  console.log(`  Operator API       http://${readVar('CONSOLE_HOST')}:${port}/api/operator/tenants`);
  console.log(`  Mailbox            ${world.mail.url}/`);
  console.log(`  Tokens and keys    ${world.paths.local} (a tenant's agenda opens with its apiKey)`);
  console.log(`  Log                ${process.env.LOG === 'stdout' ? 'this terminal' : world.paths.log}`);
  console.log('\nCtrl-C stops it; the next start keeps what was there (npm start -- --fresh starts empty).');
}
