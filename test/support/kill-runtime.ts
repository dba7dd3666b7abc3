import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntilLive } from '../../src/local/world/provision.ts';
import type { World } from '../../src/local/world/start-world.ts';

/** kill -9 of the runtime; answers how long the platform was away, in milliseconds. */
export async function killRuntime(running: Pick<World, 'url' | 'workerdPid'>): Promise<number> {
  const pid = running.workerdPid();
  if (pid === undefined) throw new Error('The runtime does not run');
  const at = performance.now();
  process.kill(pid, 'SIGKILL');
  while (running.workerdPid() === undefined || running.workerdPid() === pid) await delay(10);
  await waitUntilLive(running, 30_000);
  return performance.now() - at;
}

/** A port and the one after it, which the database server takes. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
