import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { launchBrowser } from './browser.ts';
import { startTestWorld, type TestWorld } from './world.ts';

export const PHONE = { width: 390, height: 844 };
export const SALON = 'salon-recoleta';
/** A barbershop that never closes: walk-ins can be tried at any hour. */
export const NIGHT = 'barberia-nocturna';
export const ZONE = 'America/Argentina/Buenos_Aires';

/** Where it is not late, so that a walk-in's half hour never runs into midnight, when its day closes. */
function placeWithTimeLeft(): object {
  const clock = new Intl.DateTimeFormat('en', { timeZone: ZONE, hour: 'numeric', hourCycle: 'h23' });
  if (Number(clock.format()) < 21) return {};
  return { country: 'MX', timeZone: 'America/Mexico_City', currency: 'MXN', locale: 'es-MX' };
}

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A booking as the desk makes it: provider and service by their slugs. */
export interface DeskWish {
  readonly provider: string;
  readonly service: string;
  readonly startsAt: string;
  readonly name: string;
}

/** The agenda of a shop in a browser, and its API beside it to see what became of things. */
export type DeskVisits = Awaited<ReturnType<typeof startDeskVisits>>;

export async function startDeskVisits() {
  const [world, browser] = await Promise.all([startTestWorld(), launchBrowser()]);
  const keys = new Map(world.tenants.map(({ slug, apiKey = '' }) => [slug, apiKey]));
  keys.set(NIGHT, await openNightShop(world));
  const baseOf = (slug: string) => `http://${slug}.localhost:${new URL(world.url).port}`;

  async function api<Body = { id: string }>(
    slug: string,
    path: string,
    json?: unknown,
  ): Promise<Answer<Body>> {
    const headers = { authorization: `Bearer ${keys.get(slug)}` };
    const init = json === undefined ? { headers } : { headers, json };
    const response = await world.fetchAs(`${slug}.localhost`, `/api/v1${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  }

  async function idOf(slug: string, list: 'services' | 'providers', name: string): Promise<string> {
    const { body } = await api<{ data: { id: string; slug: string }[] }>(slug, `/${list}`);
    return body.data.find((one) => one.slug === name)?.id ?? '';
  }

  /** A date some days ahead on which 16:00 is free with a provider of the salon; tests keep apart by `skip`. */
  async function workdayOf(provider: string, service: string, skip = 0): Promise<string> {
    const today = localDateOf(Date.now(), ZONE);
    const [providerId, serviceId] = [
      await idOf(SALON, 'providers', provider),
      await idOf(SALON, 'services', service),
    ];
    const span = `from=${addDays(today, 3)}&to=${addDays(today, 40)}`;
    const { body } = await api<{ slots: { startsAt: string }[] }>(
      SALON,
      `/availability?serviceId=${serviceId}&providerId=${providerId}&${span}`,
    );
    const dates = body.slots.filter(({ startsAt }) => startsAt.includes('T16:00'));
    return dates[skip]?.startsAt.slice(0, 10) ?? '';
  }

  async function bookAtDesk({ provider, service, startsAt, name }: DeskWish): Promise<string> {
    const answer = await api(SALON, '/desk/bookings', {
      serviceId: await idOf(SALON, 'services', service),
      providerId: await idOf(SALON, 'providers', provider),
      startsAt,
      customer: { name, phone: '11 2345-6789' },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.id;
  }

  async function open(slug: string, path: string, javaScriptEnabled = false): Promise<Page> {
    const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${baseOf(slug)}${path}`);
    return page;
  }

  /** Inside the agenda, on a phone without JavaScript unless told. */
  async function enter(slug: string, path = '/agenda', options: { key?: string; js?: boolean } = {}) {
    const page = await open(slug, path, options.js);
    await page.getByLabel('Clave').fill(options.key ?? keys.get(slug) ?? '');
    await page.getByRole('button', { name: 'Entrar' }).click();
    return page;
  }

  /** A form as the page's browser would send it; redirects are not followed. */
  async function post(page: Page, path: string, fields: Record<string, string>): Promise<Response> {
    const [cookie] = await page.context().cookies();
    return await world.fetchAs(new URL(page.url()).hostname, path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: `${cookie?.name}=${cookie?.value}`,
      },
      body: new URLSearchParams(fields).toString(),
    });
  }

  const stop = async () => await closeAll(browser, world);
  return { world, keys, baseOf, api, idOf, workdayOf, bookAtDesk, open, enter, post, stop };
}

async function closeAll(browser: Browser, world: TestWorld): Promise<void> {
  await browser.close();
  await world.stop();
}

async function openNightShop(world: TestWorld): Promise<string> {
  const spec = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8'));
  const today = localDateOf(Date.now(), ZONE);
  const open = (date: string) => ({ date, name: 'Abierto', isOpen: true });
  const { timeZone: _, ...location } = spec.catalog.locations[0];
  const always = [{ location: location.slug, weekdays: [1, 2, 3, 4, 5, 6, 7], hours: ['00:00-24:00'] }];
  const [one, two] = spec.catalog.providers;
  const providers = [one, two].map(({ slug, name, title }) => ({
    slug,
    name,
    title,
    services: ['corte-clasico'],
    weeklyHours: always,
  }));
  const services = spec.catalog.services.filter(({ slug }: { slug: string }) => slug === 'corte-clasico');
  const holidays = [today, addDays(today, 1)].map(open);
  const answer = await world.fetchAs('console.localhost', '/api/operator/tenants', {
    method: 'POST',
    headers: { authorization: `Bearer ${world.operatorToken}` },
    json: {
      ...spec,
      ...placeWithTimeLeft(),
      slug: NIGHT,
      domains: [],
      brand: { ...spec.brand, logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      catalog: { locations: [location], services, providers, holidays },
    },
  });
  const body = (await answer.json()) as { apiKey?: string };
  if (body.apiKey === undefined) throw new Error(JSON.stringify(body));
  return body.apiKey;
}
