import { listenLive } from '../support/live-listener.ts';
import { showOptions, showResult } from '../support/show.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// npm run show:live: many open pages, bookings made and cancelled, how long until every page has heard of each.

const SLUG = 'barberia-palermo';
const BAR_MS = 1_000;
const PATIENCE_MS = 5_000;

interface Slot {
  readonly startsAt: string;
  readonly providerId: string;
}

const { changes, listeners, json } = showOptions({ changes: 60, listeners: 200 });
const world = await startTestWorld();
try {
  const { host = '', apiKey = '' } = world.tenants.find(({ slug }) => slug === SLUG) ?? {};
  const heard: { text: string; at: number }[] = [];
  const open = await Promise.all(
    Array.from({ length: listeners }, () =>
      listenLive(world.url, host, (text, at) => heard.push({ text, at })),
    ),
  );
  const latencies: number[] = [];
  let missing = 0;
  for (const change of await changesToMake(world, { host, apiKey })) {
    heard.length = 0;
    await change();
    const answeredAt = performance.now();
    await until(() => heard.length >= listeners);
    missing += Math.max(0, listeners - heard.length);
    latencies.push(...heard.map(({ at }) => Math.max(0, at - answeredAt)));
  }
  for (const listener of open) listener.close();
  latencies.sort((a, b) => a - b);
  const p50 = Math.round(latencies[Math.floor(latencies.length / 2)] ?? 0);
  const p99 = Math.round(latencies[Math.floor(latencies.length * 0.99)] ?? 0);
  showResult(
    {
      passed: missing === 0 && p99 <= BAR_MS,
      changes,
      listeners,
      missing,
      p50,
      p99,
      figure: `${changes} changes told to ${listeners} open pages: p50 ${p50} ms, p99 ${p99} ms after the answer (bar ${BAR_MS}), ${missing} not told`,
    },
    json,
  );
} finally {
  await world.stop();
}

interface Partner {
  readonly host: string;
  readonly apiKey: string;
}

/** Bookings and their cancellations in turn, each of its own slot. */
async function changesToMake(
  { fetchAs }: TestWorld,
  { host, apiKey }: Partner,
): Promise<(() => Promise<void>)[]> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const read = async (path: string) => (await (await fetchAs(host, `/api/v1${path}`)).json()) as never;
  const { data } = (await read('/services')) as { data: { id: string }[] };
  const serviceId = data[0]?.id ?? '';
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { slots } = (await read(`/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(30)}`)) as {
    slots: Slot[];
  };
  // Every eighth: far enough apart that none takes another's time.
  const apart = slots.filter((_, index) => index % 8 === 0).slice(0, Math.ceil(changes / 2));
  const steps = apart.flatMap(({ startsAt, providerId }, index) => {
    let id = '';
    const customer = { name: 'Ana Paz', email: `ana${index}@example.com` };
    return [
      async () => {
        const json = { serviceId, startsAt, providerId, customer };
        const answer = await fetchAs(host, '/api/v1/bookings', { headers, json });
        id = ((await answer.json()) as { id: string }).id;
      },
      async () => {
        await fetchAs(host, `/api/v1/bookings/${id}/cancel`, { headers, json: {} });
      },
    ];
  });
  return steps.slice(0, changes);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!condition() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
}
