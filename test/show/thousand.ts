import { readFileSync } from 'node:fs';
import { readTenantFile } from '../../src/local/world/tenant-file.ts';
import { showOptions, showResult } from '../support/show.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// npm run show:thousand: so many tenants put up through the operator API, each booked once on its own host; then every
// host asked whose it is, every key tried on a neighbour's host, and the Worker's memory watched while they are all asked
// again and again.

const AT_ONCE = 8;
const ROUNDS = 5;
/** What the Worker may grow by while it is asked the same again, of what it was after the first time. */
const GROWTH_BAR = 1.1;
const DAY_MS = 86_400_000;

interface Shop {
  readonly slug: string;
  readonly host: string;
  readonly apiKey: string;
  readonly customer: string;
}

const { tenants, json } = showOptions({ tenants: 1_000 });
const world = await startTestWorld({ tenants: 'none' });
try {
  const spec = (await readTenantFile('tenants/barberia-palermo/tenant.json')) as object;
  const startedAt = performance.now();
  const shops = await inLanes(range(tenants), (number) => openShop(world, spec, number));
  const provisionMs = (performance.now() - startedAt) / tenants;
  const refusedBookings = count(
    await inLanes(shops, (shop) => bookOnce(world, shop)),
    (isBooked) => !isBooked,
  );
  const wrong = count(await inLanes(shops, (shop) => isItself(world, shop)), (isRight) => !isRight);
  const leaks = count(await inLanes(range(tenants), (number) => leaksTo(world, shops, number)), Boolean);
  const strangers = count(await inLanes(shops, (shop) => keepsToItself(world, shop)), (isAlone) => !isAlone);
  const memory = await watchMemory(world, shops);
  const growth = (memory.at(-1) ?? 0) / (memory[0] ?? 1);
  const isClean = refusedBookings + wrong + leaks + strangers === 0;
  showResult(
    {
      passed: isClean && growth <= GROWTH_BAR,
      tenants,
      provisionMs,
      refusedBookings,
      wrong,
      leaks,
      strangers,
      memoryMb: memory,
      growth,
      figure:
        `${tenants} tenants, ${provisionMs.toFixed(0)} ms each, ${refusedBookings} not booked; ` +
        `lookups wrong ${wrong}, keys that opened a neighbour ${leaks}, shops with somebody else's data ${strangers}; ` +
        `Worker ${memory.join(', ')} MB over ${ROUNDS} rounds (growth ${growth.toFixed(2)}, bar ${GROWTH_BAR})`,
    },
    json,
  );
} finally {
  await world.stop();
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function count<Item>(items: readonly Item[], counts: (item: Item) => boolean): number {
  return items.filter(counts).length;
}

/** Some at a time, in order; progress goes to stderr. */
async function inLanes<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const queue = [...items.entries()];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      answers[index] = await work(item);
      if ((index + 1) % 100 === 0) console.error(`- ${work.name || 'step'}: ${index + 1} of ${items.length}`);
    }
  };
  await Promise.all(range(AT_ONCE).map(lane));
  return answers;
}

async function openShop(
  { fetchAs, consoleHost, operatorToken }: TestWorld,
  spec: object,
  number: number,
): Promise<Shop> {
  const slug = `local-${String(number).padStart(4, '0')}`;
  const own = { ...spec, slug, name: `Local ${number}`, domains: [], ownerEmail: `duenio@${slug}.example` };
  const answer = await fetchAs(consoleHost, '/api/operator/tenants', {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}` },
    json: own,
  });
  if (answer.status !== 201) throw new Error(`${slug}: ${answer.status} ${await answer.text()}`);
  const { tenant, apiKey } = (await answer.json()) as { tenant: { hosts: string[] }; apiKey: string };
  return { slug, host: tenant.hosts[0] ?? '', apiKey, customer: `Cliente de ${slug}` };
}

async function bookOnce({ fetchAs }: TestWorld, { host, apiKey, customer }: Shop): Promise<boolean> {
  const read = async (path: string) => (await (await fetchAs(host, `/api/v1${path}`)).json()) as never;
  const { data } = (await read('/services')) as { data: { id: string }[] };
  const serviceId = data[0]?.id ?? '';
  const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
  const { slots } = (await read(`/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(6)}`)) as {
    slots: { startsAt: string; providerId: string }[];
  };
  const { startsAt, providerId } = slots[0] ?? {};
  const booked = await fetchAs(host, '/api/v1/bookings', {
    headers: { authorization: `Bearer ${apiKey}` },
    json: { serviceId, startsAt, providerId, customer: { name: customer, email: 'cliente@example.com' } },
  });
  return booked.status === 201;
}

async function isItself({ fetchAs }: TestWorld, { host, slug }: Shop): Promise<boolean> {
  const answer = await fetchAs(host, '/api/v1/tenant');
  return answer.status === 200 && ((await answer.json()) as { slug: string }).slug === slug;
}

/** Whether the key of one opens anything of the next. */
async function leaksTo({ fetchAs }: TestWorld, shops: readonly Shop[], number: number): Promise<boolean> {
  const { apiKey = '' } = shops[number] ?? {};
  const { host = '' } = shops[(number + 1) % shops.length] ?? {};
  const answer = await fetchAs(host, '/api/v1/bookings', { headers: { authorization: `Bearer ${apiKey}` } });
  return answer.status !== 401;
}

async function keepsToItself({ fetchAs }: TestWorld, { host, apiKey, customer }: Shop): Promise<boolean> {
  const answer = await fetchAs(host, '/api/v1/bookings', { headers: { authorization: `Bearer ${apiKey}` } });
  const { data } = (await answer.json()) as { data: { customer: { name: string } }[] };
  return data.length === 1 && data[0]?.customer.name === customer;
}

/** Resident memory of the Worker's process in MB, after each round over every shop's first page and catalog. */
async function watchMemory(running: TestWorld, shops: readonly Shop[]): Promise<number[]> {
  const memory: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await inLanes(shops, async ({ host }) => {
      for (const path of ['/', '/api/v1/services']) await (await running.fetchAs(host, path)).arrayBuffer();
    });
    memory.push(residentMb(running.workerdPid()));
  }
  return memory;
}

function residentMb(pid: number | undefined): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
