import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildWorkers } from '../../src/local/world/build-worker.ts';
import { freePort, killRuntime } from '../support/kill-runtime.ts';
import { showOptions, showResult } from '../support/show.ts';
import { openTenantDatabase } from '../support/tenant-database.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';
import { actAsCustomer, type Deed, type Load, type LoadedTenant, type Slot } from './kill/customers.ts';
import {
  emptyFindings,
  type Findings,
  inspectLocks,
  inspectTenant,
  recordedClaims,
} from './kill/findings.ts';

// npm run show:kill -- --kills 100: kill -9 of the runtime at random moments under load, then nothing may be missing.

const SHOPS = ['barberia-palermo', 'salon-recoleta'];
const CUSTOMERS = 8;
/** Longer than a lease, and than the alarm that looks after it. */
const SETTLE_MS = 45_000;

const { kills, seed, json } = showOptions({ kills: 100, seed: 1 });
const startedAt = performance.now();
const bundles = await buildWorkers(join(tmpdir(), `barberpro-kill-${process.pid}`));
const world = await startTestWorld({ bundles, port: await freePort() });
const result = await drill(world).catch(async (error) => {
  await world.stop();
  throw error;
});
showResult(result, json);
process.exit();

async function drill(running: TestWorld) {
  const tenants = await Promise.all(SHOPS.map((slug) => loadTenant(running, slug)));
  const load: Load = { url: running.url, tenants, isOver: false };
  const customers = Array.from({ length: CUSTOMERS }, (_, index) =>
    actAsCustomer(load, seed * 1_000 + index),
  );
  const downs: number[] = [];
  for (let count = 0; count < kills; count++) {
    await delay(200 + Math.random() * 1_600);
    downs.push(await killRuntime(running));
    if (!json && (count + 1) % 10 === 0) console.log(`${count + 1} kills, ${seconds()} s`);
  }
  load.isOver = true;
  const deeds = (await Promise.all(customers)).flat();
  await settle(running);
  const { found, claims } = await inspect(running, tenants, deeds);
  return report({ deeds, found, claims, downs });
}

/** Leases end, alarms ring, and the sweep looks at the rest. */
async function settle(running: TestWorld): Promise<void> {
  await delay(SETTLE_MS);
  await running.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
  await delay(10_000);
}

async function inspect(running: TestWorld, tenants: readonly LoadedTenant[], deeds: readonly Deed[]) {
  const found = emptyFindings();
  const recorded = new Set<string>();
  for (const { slug } of tenants) {
    const database = await openTenantDatabase(running, slug);
    await inspectTenant(
      database,
      deeds.filter(({ tenant }) => tenant.slug === slug),
      found,
    );
    for (const claim of await recordedClaims(database)) recorded.add(claim);
  }
  // The locks' files are read before the data directory goes.
  const claims = inspectLocks(running.paths.runtime, recorded, found);
  await running.stop();
  return { found, claims };
}

interface Drilled {
  readonly deeds: readonly Deed[];
  readonly found: Findings;
  readonly claims: number;
  readonly downs: readonly number[];
}

function report({ deeds, found, claims, downs }: Drilled) {
  const endings = deeds.flatMap((deed) => deed.endings);
  const count = (kind: string) => endings.filter((one) => one.kind === kind).length;
  const acknowledged = count('ok');
  const unknown = count('unknown');
  const internalErrors = endings.filter(({ status }) => status === 500).length;
  const wrong = Object.values(found).reduce((sum, list) => sum + list.length, 0);
  const median = downs.toSorted((a, b) => a - b)[Math.floor(downs.length / 2)] ?? 0;
  if (!json)
    for (const [name, list] of Object.entries(found))
      if (list.length > 0) console.log(name, list.slice(0, 5));
  return {
    passed: wrong === 0 && internalErrors === 0 && downs.length === kills && unknown > 0,
    kills: downs.length,
    requests: endings.length,
    acknowledged,
    refused: count('refused'),
    unavailable: count('server-error'),
    unknown,
    internalErrors,
    claims,
    medianDownMs: Math.round(median),
    seconds: seconds(),
    found,
    figure:
      `${downs.length} kills, ${endings.length} requests, ${acknowledged} acknowledged, ${unknown} without an answer: ` +
      `${found.lost.length} lost, ${found.phantoms.length} phantom, ${found.doubled.length} doubled, ` +
      `${found.overlaps.length} overlaps, ${found.events.length} wrong events, ${found.claims.length} of ${claims} claims unsettled; ` +
      `back after ${Math.round(median)} ms, ${seconds()} s in all`,
  };
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1_000);
}

/** Few times for many customers: they get into each other's way. */
async function loadTenant(running: TestWorld, slug: string): Promise<LoadedTenant> {
  const known = running.tenants.find((one) => one.slug === slug);
  const host = known?.domains[0] ?? known?.host ?? '';
  const { data: services } = (await (await running.fetchAs(host, '/api/v1/services')).json()) as {
    data: { id: string; slug: string; providersNeeded?: number }[];
  };
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const tenant: LoadedTenant = { slug, host, apiKey: known?.apiKey ?? '', slots: [] };
  for (const { id: serviceId } of services.slice(0, 3)) {
    const path = `/api/v1/availability?serviceId=${serviceId}&from=${day(3)}&to=${day(9)}`;
    const { slots } = (await (await running.fetchAs(host, path)).json()) as {
      slots: Omit<Slot, 'serviceId' | 'tenant'>[];
    };
    for (const { providerId, startsAt } of slots.slice(0, 60))
      tenant.slots.push({ tenant, serviceId, providerId, startsAt });
  }
  if (tenant.slots.length === 0) throw new Error(`${slug} offers no time`);
  return tenant;
}
