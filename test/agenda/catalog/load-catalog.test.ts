import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { loadCatalog } from '../../../src/agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { openShop, PARTNER, refusalOf, run, type Shop } from '../bookings/shop.ts';

interface Spec {
  locations: { slug: string; timeZone?: string }[];
  services: { slug: string; [field: string]: unknown }[];
  providers: {
    slug: string;
    services: unknown[];
    weeklyHours: { location: string; [field: string]: unknown }[];
  }[];
  [list: string]: unknown;
}

const SYSTEM: Actor = { type: 'system', reason: 'test' };
let shop: Shop;
let original: Spec;
beforeAll(async () => {
  shop = await openShop();
  original = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8')).catalog as Spec;
});
afterAll(() => shop.world.stop());

const load = (spec: Spec) => loadCatalog(shop.world.ctx({ actor: SYSTEM }), catalogSpecSchema.parse(spec));

/** The catalog without a branch, and without those who work only there. */
function without(location: string): Spec {
  const spec = structuredClone(original);
  spec.locations = spec.locations.filter(({ slug }) => slug !== location);
  for (const provider of spec.providers)
    provider.weeklyHours = provider.weeklyHours.filter((hours) => hours.location !== location);
  spec.providers = spec.providers.filter(({ weeklyHours }) => weeklyHours.length > 0);
  return spec;
}

describe('what bookings to come need', () => {
  it('stays in the catalog until they are gone: refused whole, and said by name', async () => {
    const booking = await shop.book(shop.wish());
    const [row] = await shop.rows(`SELECT slug FROM locations WHERE id = '${booking.locationId}'`);
    const slug = String(row?.slug);
    const refusal = await refusalOf(load(without(slug)));
    expect(refusal?.code).toBe('catalog-in-use');
    expect(refusal?.members.errors?.map(({ detail }) => detail).join()).toContain(
      `La sucursal ${slug} tiene 1 turnos por delante, el primero ${booking.startsAt}`,
    );
    const [active] = await shop.rows(`SELECT is_active FROM locations WHERE slug = '${slug}'`);
    expect(active?.is_active).toBe(1);
    await run(cancelBooking, shop.world.ctx({ actor: PARTNER }), { id: booking.id });
    await load(without(slug));
    await load(original);
  });

  it('cannot be booked by whoever read the catalog before it changed', async () => {
    const wish = shop.wish();
    const ctx = shop.world.ctx();
    const db = {
      ...ctx.db,
      commit: async (commit: Parameters<typeof ctx.db.commit>[0]) => {
        await shop.rows(`UPDATE services SET is_active = 0 WHERE id = '${wish.serviceId}'`);
        return await ctx.db.commit(commit);
      },
    };
    const booked = run(
      createBooking,
      { ...ctx, db },
      { ...wish, customer: { name: 'Ana', email: 'a@b.co' } },
    );
    expect((await refusalOf(booked))?.code).toBe('slot-taken');
    await load(original);
  });
});

/** What is wrong in a specification, by JSON pointer. */
function wrong(change: (spec: Spec) => void): string[] {
  const spec = structuredClone(original);
  change(spec);
  const parsed = catalogSpecSchema.safeParse(spec);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
}

describe('a catalog that cannot be meant', () => {
  it.each<[string, (spec: Spec) => void, string]>([
    [
      'a service longer than any shift of somebody who gives it',
      (spec) => Object.assign(spec.services[0]!, { durationMinutes: 700 }),
      'providers/0/services/0: Dura más que cualquier turno de trabajo de',
    ],
    [
      'shifts that overlap',
      (spec) => spec.providers[0]!.weeklyHours.push({ ...spec.providers[0]!.weeklyHours[0]! }),
      'Se superpone con weeklyHours/0',
    ],
    [
      'a zone that does not exist',
      (spec) => Object.assign(spec.locations[0]!, { timeZone: 'America/Argentina/Palermo' }),
      'locations/0/timeZone: No es una zona horaria IANA',
    ],
    [
      'a pause as long as the service',
      (spec) => Object.assign(spec.services[0]!, { processing: [{ afterMinutes: 10, minutes: 30 }] }),
      'services/0/processing: Las pausas van en orden',
    ],
    [
      'a resource of a kind that nobody has',
      (spec) => Object.assign(spec.services[0]!, { resourceKinds: ['sauna'] }),
      'services/0/resourceKinds: No hay ningún recurso de tipo sauna',
    ],
    [
      'more people together than give the service',
      (spec) => Object.assign(spec.services[0]!, { providersNeeded: 20 }),
      'services/0/providersNeeded: Sólo',
    ],
    [
      'dates in the wrong order',
      (spec) => Object.assign(spec.services[0]!, { bookableFrom: '2026-12-31', bookableUntil: '2026-12-01' }),
      'services/0/bookableUntil: Es anterior a bookableFrom',
    ],
    [
      '29 February of a common year',
      (spec) => Object.assign(spec.services[0]!, { bookableFrom: '2027-02-29' }),
      'services/0/bookableFrom: Fecha inexistente',
    ],
    [
      'a way from a branch to itself',
      (spec) => Object.assign(spec, { travelTimes: [{ between: ['palermo', 'palermo'], minutes: 10 }] }),
      'travelTimes/0/between: Son la misma sucursal',
    ],
    [
      'a provider’s own duration of a service with pauses',
      (spec) => {
        Object.assign(spec.services[0]!, { processing: [{ afterMinutes: 10, minutes: 10 }] });
        const slug = spec.services[0]!.slug;
        const provider = spec.providers.find(({ services }) => services.includes(slug))!;
        provider.services[provider.services.indexOf(slug)] = { service: slug, durationMinutes: 40 };
      },
      'Un servicio con pausas dura lo mismo con todos',
    ],
  ])('%s', (_, change, said) => {
    expect(wrong(change).join('\n')).toContain(said);
  });

  it('is none of the project’s own', async () => {
    for (const slug of ['barberia-palermo', 'psicologia-belgrano', 'salon-recoleta']) {
      const { catalog } = JSON.parse(await readFile(`tenants/${slug}/tenant.json`, 'utf8'));
      expect(catalogSpecSchema.safeParse(catalog).error?.issues ?? []).toEqual([]);
    }
  });
});
