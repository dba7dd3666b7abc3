import * as z from 'zod';
import { action, type Json, readyMade } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import {
  locationSchema,
  type PublicProvider,
  type PublicService,
  providerSchema,
  resourceSchema,
  serviceSchema,
} from './contract.ts';
import { recentCatalog } from './read-catalog.ts';
import type { Catalog, ProviderRecord, ServiceRecord } from './rules.ts';

const noInput = z.strictObject({});

interface List<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** The catalog of one tenant fits one page by its nature, so these lists have no cursor to follow. */
export const listServices = action({
  name: 'catalog.list-services',
  summary: 'Servicios que se pueden reservar',
  permission: 'catalog:read',
  input: noInput,
  output: listOf(serviceSchema),
  problems: [],
  run: async (ctx: Ctx): Promise<Json<List<PublicService>>> =>
    ready(await recentCatalog(ctx), 'services', publicServices),
});

export const listProviders = action({
  name: 'catalog.list-providers',
  summary: 'Profesionales, con sus sucursales y servicios',
  permission: 'catalog:read',
  input: noInput,
  output: listOf(providerSchema),
  problems: [],
  run: async (ctx: Ctx): Promise<Json<List<PublicProvider>>> =>
    ready(await recentCatalog(ctx), 'providers', (catalog) =>
      catalog.providers.map((one) => publicProvider(catalog, one)),
    ),
});

export const listLocations = action({
  name: 'catalog.list-locations',
  summary: 'Sucursales',
  permission: 'catalog:read',
  input: noInput,
  output: listOf(locationSchema),
  problems: [],
  run: async (ctx: Ctx) =>
    ready(await recentCatalog(ctx), 'locations', (catalog) =>
      catalog.locations.map(({ id, slug, name, address, phone, timeZone }) => ({
        id,
        slug,
        name,
        address,
        phone,
        timeZone,
      })),
    ),
});

export const listResources = action({
  name: 'catalog.list-resources',
  summary: 'Salas, sillones y equipos',
  permission: 'catalog:read',
  input: noInput,
  output: listOf(resourceSchema),
  problems: [],
  run: async (ctx: Ctx) => ready(await recentCatalog(ctx), 'resources', (catalog) => [...catalog.resources]),
});

const readyByCatalog = new WeakMap<Catalog, Map<string, Json<List<unknown>>>>();

/** The list as JSON, made once for each version of the catalog. */
function ready<Item>(catalog: Catalog, name: string, items: (catalog: Catalog) => Item[]): Json<List<Item>> {
  const lists = readyByCatalog.get(catalog) ?? new Map<string, Json<List<unknown>>>();
  readyByCatalog.set(catalog, lists);
  const json = lists.get(name) ?? readyMade({ data: items(catalog), nextCursor: null });
  lists.set(name, json);
  return json as Json<List<Item>>;
}

function publicServices(catalog: Catalog): PublicService[] {
  return catalog.services.map((service) => publicService(catalog, service));
}

function publicService(catalog: Catalog, service: ServiceRecord): PublicService {
  return {
    id: service.id,
    slug: service.slug,
    category: service.category,
    name: service.name,
    description: service.description,
    durationMinutes: service.durationMinutes,
    price: { amount: service.priceCentavos, currency: service.currency },
    noticeMinutes: service.noticeMinutes,
    windowDays: service.windowDays,
    changeDeadlineMinutes: service.changeDeadlineMinutes,
    lateChangeFeePercent: service.lateChangeFeePercent,
    seats: service.seats,
    providersNeeded: service.providersNeeded,
    confirmation: service.confirmation,
    bookableFrom: service.bookableFrom,
    bookableUntil: service.bookableUntil,
    providerIds: (catalog.providersByService.get(service.id) ?? []).map(({ id }) => id),
  };
}

function publicProvider(catalog: Catalog, provider: ProviderRecord): PublicProvider {
  return {
    id: provider.id,
    slug: provider.slug,
    name: provider.name,
    title: provider.title,
    locationIds: [...(catalog.locationIdsByProvider.get(provider.id) ?? [])],
    serviceIds: provider.services.map(({ serviceId }) => serviceId),
  };
}
