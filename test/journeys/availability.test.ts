import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const HOST = 'turnos.barberiapalermo.com.ar';
let world: TestWorld;
let path: string;
let serviceId: string;

beforeAll(async () => {
  world = await startTestWorld();
  const services = (await (await world.fetchAs(HOST, '/api/v1/services')).json()) as {
    data: { id: string }[];
  };
  serviceId = services.data[0]?.id ?? '';
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  path = `/api/v1/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(15)}`;
});
afterAll(() => world.stop());

interface Slots {
  readonly slots: readonly { readonly startsAt: string; readonly providerId: string }[];
}

const ask = async (query = '') => (await (await world.fetchAs(HOST, path + query)).json()) as Slots;

test('a crowd that asks at once is answered by a few reads, everybody with the same times', async () => {
  const before = world.turso.stats().total.pipelines;
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask()));
  const reads = world.turso.stats().total.pipelines - before;
  expect(new Set(answers.map(({ slots }) => slots.length)).size).toBe(1);
  expect(reads).toBeLessThan(100);
});

test('whoever has just booked never sees the time offered again, however many ask meanwhile', async () => {
  for (let round = 0; round < 10; round++) {
    const slot = (await ask()).slots[round * 7];
    const crowd = Array.from({ length: 40 }, () => ask());
    const json = { serviceId, providerId: slot?.providerId, startsAt: slot?.startsAt };
    const again = await world.fetchAs(HOST, '/api/v1/bookings', {
      method: 'POST',
      json: { ...json, customer: { name: 'Ana Suárez', email: `ana${round}@example.com` } },
    });
    expect(again.status).toBe(201);
    const after = await ask(`&providerId=${slot?.providerId}`);
    const everybody = await ask();
    expect(after.slots.some(({ startsAt }) => startsAt === slot?.startsAt)).toBe(false);
    expect(
      everybody.slots.some(
        ({ startsAt, providerId }) => startsAt === slot?.startsAt && providerId === slot?.providerId,
      ),
    ).toBe(false);
    await Promise.all(crowd);
  }
});

test('explain=1 says which rule removed each missing start', async () => {
  const answer = (await (await world.fetchAs(HOST, `${path}&explain=1`)).json()) as {
    missing: { rule: string; changedBy: string }[];
  };
  const rules = new Set(answer.missing.map(({ rule }) => rule));
  expect(rules).toContain('booking');
  expect(rules).toContain('closed');
  expect(answer.missing.every(({ changedBy }) => changedBy !== '')).toBe(true);
});

test('clients that go away in the middle leave nobody waiting', async () => {
  const leave = () =>
    new Promise<void>((resolve) => {
      const gone = request(new URL(path, world.url).href, { headers: { host: HOST } });
      gone.once('error', () => resolve()).end();
      setTimeout(() => gone.destroy(new Error('left')), Math.random() * 8);
    });
  for (let round = 0; round < 5; round++) {
    const stayed = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? leave() : ask()));
    expect((await Promise.all(stayed)).filter(Boolean)).toHaveLength(20);
  }
});

test('under load and with bookings in between, every answer is an answer', async () => {
  const { slots } = await ask();
  let asked = 0;
  const refused: number[] = [];
  const client = async () => {
    while (asked++ < 1_500) {
      const answer = await world.fetchAs(HOST, path);
      await answer.arrayBuffer();
      if (answer.status !== 200) refused.push(answer.status);
    }
  };
  const buyer = async () => {
    for (const [index, { startsAt, providerId }] of slots.slice(0, 40).entries()) {
      const customer = { name: 'Ana Suárez', email: `carga${index}@example.com` };
      await world.fetchAs(HOST, '/api/v1/bookings', { json: { serviceId, startsAt, providerId, customer } });
    }
  };
  await Promise.all([buyer(), ...Array.from({ length: 64 }, client)]);
  expect(refused).toEqual([]);
});
