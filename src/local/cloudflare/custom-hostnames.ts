import * as z from 'zod';
import { ApiError } from './api-error.ts';
import { restarted } from './hostname-life.ts';
import { presentHostname } from './present-hostname.ts';
import type { HostnameRecord } from './records.ts';
import { newHostname, type Zone } from './zone.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly result: unknown;
  readonly info?: Record<string, number>;
}

/** Domains that no certificate authority serves (RFC 2606, 6761, 7686, 8375). */
const RESERVED_TLDS = new Set([
  'localhost',
  'local',
  'invalid',
  'test',
  'example',
  'onion',
  'internal',
  'arpa',
]);

const sslSchema = z
  .object({
    method: z.string(),
    type: z.string(),
    settings: z.record(z.string(), z.unknown()),
    bundle_method: z.enum(['ubiquitous', 'optimal', 'force']),
    wildcard: z.boolean(),
    certificate_authority: z.enum(['google', 'lets_encrypt', 'ssl_com', '']),
  })
  .partial();
const bodySchema = z.object({
  hostname: z.string().optional(),
  ssl: sslSchema.nullish(),
  custom_metadata: z.record(z.string(), z.string()).nullish(),
  custom_origin_server: z.string().nullish(),
});
type Body = z.infer<typeof bodySchema>;

export function createCustomHostname(zone: Zone, text: string): ApiAnswer {
  const body = parseBody(text);
  const hostname = requireHostname(body.hostname);
  refuseUnentitled(body);
  const { method, ...ssl } = requireSsl(body.ssl ?? undefined);
  const { elsewhere, quota } = zone.state;
  if (zone.list().some((known) => known.hostname === hostname) || elsewhere.includes(hostname)) {
    throw new ApiError(409, 1406, 'Duplicate custom hostname found.');
  }
  if (quota === 0) throw new ApiError(403, 1404, 'No quota has been allocated for this zone.');
  if (zone.list().length >= quota) {
    throw new ApiError(403, 1405, 'Quota exceeded. Contact your account team to increase it.');
  }
  const wish = {
    method,
    settings: ssl.settings ?? {},
    bundle_method: ssl.bundle_method ?? 'ubiquitous',
    wildcard: ssl.wildcard ?? false,
    certificate_authority: ssl.certificate_authority || 'google',
  };
  const made = newHostname(hostname, wish, zone.clock.now());
  // Answered as it is born: what follows, the next reading shows.
  zone.put(made);
  return { status: 201, result: presentHostname(made) };
}

export function listCustomHostnames(zone: Zone, query: URLSearchParams): ApiAnswer {
  const perPage = Math.min(Math.max(Number(query.get('per_page') ?? 20), 5), 1_000);
  const page = Math.max(Number(query.get('page') ?? 1), 1);
  const found = zone
    .list()
    .filter((record) => matches(record, query))
    .toSorted(inOrder(query));
  const shown = found.slice((page - 1) * perPage, page * perPage);
  return {
    status: 200,
    result: shown.map(presentHostname),
    info: {
      page,
      per_page: perPage,
      count: shown.length,
      total_count: found.length,
      total_pages: Math.ceil(found.length / perPage),
    },
  };
}

export function readCustomHostname(zone: Zone, id: string): ApiAnswer {
  return { status: 200, result: presentHostname(required(zone, id)) };
}

/** The same method and type again run the validation anew. */
export function changeCustomHostname(zone: Zone, id: string, text: string): ApiAnswer {
  const record = required(zone, id);
  const body = parseBody(text);
  refuseUnentitled(body);
  if (record.status === 'blocked') {
    throw new ApiError(409, 1439, 'The custom hostname cannot be modified in its present state.');
  }
  if (body.ssl == null) return { status: 202, result: presentHostname(record) };
  const ssl = requireSsl(body.ssl);
  const given = Object.entries(ssl).filter(([, value]) => value !== undefined);
  const changed = { ...record, ssl: { ...record.ssl, ...Object.fromEntries(given) } } as HostnameRecord;
  const begun = restarted(changed, zone.clock.now());
  zone.put(begun);
  return { status: 202, result: presentHostname(begun) };
}

export function deleteCustomHostname(zone: Zone, id: string): ApiAnswer {
  required(zone, id);
  zone.remove(id);
  return { status: 200, result: { id } };
}

export function readQuota({ state, list }: Zone): ApiAnswer {
  const used = list().length;
  const { quota } = state;
  return { status: 200, result: { allocated: quota, used, exceeded: used > quota, hard_cap: quota } };
}

function required(zone: Zone, id: string): HostnameRecord {
  const record = zone.find(id);
  if (record === undefined) throw new ApiError(404, 1436, 'The custom hostname was not found.');
  return record;
}

function parseBody(text: string): Body {
  try {
    return bodySchema.parse(JSON.parse(text));
  } catch {
    throw new ApiError(400, 1400, 'Unable to decode the JSON request body. Check your input and try again.');
  }
}

function requireHostname(text: string | undefined): string {
  const hostname = text?.toLowerCase() ?? '';
  const labels = hostname.split('.');
  const isName = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (!isName || hostname.length > 255 || labels.length < 2 || /^[\d.]+$/.test(hostname)) {
    throw new ApiError(400, 1407, 'Invalid custom hostname.');
  }
  if (RESERVED_TLDS.has(labels.at(-1) ?? '')) {
    throw new ApiError(400, 1409, 'Invalid custom hostname. The TLD is reserved.');
  }
  if (/(?:^|\.)example\.(?:com|net|org)$/.test(hostname)) {
    throw new ApiError(400, 1411, 'Invalid custom hostname. example.com is not allowed.');
  }
  return hostname;
}

function refuseUnentitled(body: Body): void {
  if (body.custom_metadata != null) {
    throw new ApiError(403, 1413, 'No custom metadata access has been allocated for this zone or account.');
  }
  if (body.custom_origin_server != null) {
    throw new ApiError(403, 1414, 'Access to setting a custom origin server has not been granted.');
  }
}

function requireSsl(ssl: z.infer<typeof sslSchema> = {}) {
  const { method, type, ...rest } = ssl;
  if (method === undefined || type === undefined) {
    throw new ApiError(400, 1440, 'Both method and type are required.');
  }
  if (method !== 'http' && method !== 'txt' && method !== 'email') {
    throw new ApiError(400, 1432, 'Invalid certificate method.');
  }
  if (type !== 'dv') throw new ApiError(400, 1433, 'Invalid certificate type.');
  return { ...rest, method, type } as const;
}

function matches(record: HostnameRecord, query: URLSearchParams): boolean {
  const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  return (
    is('id', record.id) &&
    is('hostname', record.hostname) &&
    is('hostname_status', record.status) &&
    is('ssl_status', record.ssl.status) &&
    is('certificate_authority', record.ssl.certificate_authority) &&
    record.hostname.includes(query.get('hostname.contain') ?? '')
  );
}

function inOrder(query: URLSearchParams) {
  const sign = query.get('direction') === 'desc' ? -1 : 1;
  const key = (record: HostnameRecord) =>
    query.get('order') === 'ssl_status' ? record.ssl.status : String(record.createdAt).padStart(16, '0');
  return (a: HostnameRecord, b: HostnameRecord) => sign * key(a).localeCompare(key(b));
}
