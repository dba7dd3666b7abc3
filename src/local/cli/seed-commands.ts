import { join } from 'node:path';
import { hostFetch } from '../world/host-fetch.ts';
import { readLocalFile } from '../world/local-file.ts';
import { projectRoot } from '../world/project.ts';
import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';

interface Slot {
  readonly startsAt: string;
  readonly providerId: string;
}

const NAMES = [
  'Lucía',
  'Martín',
  'Sofía',
  'Joaquín',
  'Valentina',
  'Tomás',
  'Camila',
  'Bruno',
  'Julieta',
  'Nicolás',
];
const SURNAMES = [
  'Gómez',
  'Fernández',
  'Paz',
  'Ríos',
  'Molina',
  'Suárez',
  'Herrera',
  'Acosta',
  'Núñez',
  'Ibarra',
];
const DAY_MS = 86_400_000;

export const seedCommands: readonly Command[] = [
  {
    name: 'seed',
    words: '<slug>',
    summary: 'Llenar la agenda de un sitio local con turnos de prueba, hechos por su API',
    options: {
      count: { type: 'string', help: 'Cuántos turnos (40)' },
      days: { type: 'string', help: 'En los próximos tantos días (14)' },
      seed: { type: 'string', help: 'La semilla: la misma da los mismos clientes y servicios (1)' },
    },
    run: seedBookings,
  },
];

async function seedBookings({ api, output, options, words: [slug = ''] }: Invocation): Promise<unknown> {
  const call = await tenantCall(api.platform.url, slug);
  const random = mulberry32(Number(options.seed ?? 1));
  const count = Number(options.count ?? 40);
  const days = Number(options.days ?? 14);
  const services = (await call<{ data: { id: string }[] }>('/services')).data;
  const booked: string[] = [];
  for (let tries = 0; booked.length < count && tries < 3 * count; tries++) {
    const service = pick(services, random);
    const slot = await someSlot(call, { serviceId: service.id, days, random });
    if (slot === undefined) continue;
    const name = `${pick(NAMES, random)} ${pick(SURNAMES, random)}`;
    const phone = `11 4${String(Math.floor(random() * 1e7)).padStart(7, '0')}`;
    const { id } = await call<{ id: string }>('/bookings', {
      serviceId: service.id,
      ...slot,
      customer: { name, phone },
    });
    booked.push(id);
    output.progress(`${booked.length} de ${count} turnos`);
  }
  output.settle();
  output.line(`${booked.length} turnos en ${slug}`);
  return { booked };
}

type Call = <Answer>(path: string, body?: object) => Promise<Answer>;

async function tenantCall(url: string, slug: string): Promise<Call> {
  const local = await readLocalFile(join(process.env.DATA_DIR ?? join(projectRoot, '.data'), 'local.json'));
  const tenant = local?.tenants.find((one) => one.slug === slug);
  if (tenant?.apiKey === undefined)
    throw new Failure('usage', `No hay clave de ${slug} en local.json: seed es sólo para sitios locales.`);
  const { host, apiKey } = tenant;
  return async <Answer>(path: string, body?: object) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const answer = await hostFetch({
      url,
      host,
      path: `/api/v1${path}`,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Failure('refused', `${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
}

interface Search {
  readonly serviceId: string;
  readonly days: number;
  readonly random: () => number;
}

async function someSlot(call: Call, { serviceId, days, random }: Search): Promise<Slot | undefined> {
  const day = new Date(Date.now() + Math.floor(random() * days) * DAY_MS).toISOString().slice(0, 10);
  const { slots } = await call<{ slots: Slot[] }>(
    `/availability?serviceId=${serviceId}&from=${day}&to=${day}`,
  );
  const slot = slots[Math.floor(random() * slots.length)];
  return slot && { startsAt: slot.startsAt, providerId: slot.providerId };
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Failure('refused', 'El sitio no ofrece ningún servicio.');
  return item;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
