import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bundle } from '../../src/local/world/build-worker.ts';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { startRuntime } from '../../src/local/world/start-runtime.ts';
import type { WorkerOptions } from '../../src/local/world/worker-options.ts';

/** Milliseconds from the birth of the workerd process to its first answer. */
export async function measureColdStart(bundle: Bundle, worker: WorkerOptions): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const runtime = startRuntime({ bundle, worker, port, onLog: () => undefined });
  const answeredAt = firstAnswer(url);
  const { workerdStartedAt, stop } = await runtime;
  const milliseconds = (await answeredAt) - workerdStartedAt();
  await stop();
  return milliseconds;
}

async function firstAnswer(url: string): Promise<number> {
  const deadline = performance.now() + 15_000;
  while (performance.now() < deadline) {
    const response = await hostFetch({ url, host: 'localhost', path: '/livez' }).catch(() => undefined);
    if (response?.ok) {
      return performance.now();
    }
    await delay(1);
  }
  throw new Error(`No answer from ${url}/livez.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
