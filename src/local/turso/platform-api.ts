import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { DataPlane } from './data-plane.ts';
import type { ApiCall } from './faults.ts';
import { badRequest, HttpError, notFound } from './http-error.ts';
import { CREATE_GROUP, createGroup, groupNamed, presentGroup } from './platform-groups.ts';
import {
  CONFIGURATION_PATCH,
  type Configuration,
  type DatabaseRecord,
  type PlatformState,
} from './platform-state.ts';
import { bearerToken } from './tokens.ts';

export interface ApiRequest {
  method: string;
  url: URL;
  authorization: string | undefined;
  body: string;
}

type Json = Record<string, unknown>;
type Handler = (plane: DataPlane, request: ApiRequest, name: string) => Json | Promise<Json>;

/** Turso's control plane, under `/v1/organizations/:organization`. */
const ROUTES: [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^databases$/, listDatabases],
  ['POST', /^databases$/, (plane, { body }) => createDatabase(plane, parseBody(body, CREATE))],
  ['GET', /^databases\/([^/]+)$/, (plane, _, name) => ({ database: present(plane, record(plane, name)) })],
  ['DELETE', /^databases\/([^/]+)$/, (plane, _, name) => deleteDatabase(plane, name)],
  ['POST', /^databases\/([^/]+)\/auth\/tokens$/, mintToken],
  ['POST', /^databases\/([^/]+)\/auth\/rotate$/, rotateTokens],
  ['GET', /^databases\/([^/]+)\/configuration$/, (plane, _, name) => record(plane, name).configuration],
  ['PATCH', /^databases\/([^/]+)\/configuration$/, configure],
  ['GET', /^databases\/([^/]+)\/usage$/, usage],
  ['GET', /^groups$/, ({ state }) => ({ groups: state.groups().map(presentGroup) })],
  ['POST', /^groups$/, (plane, { body }) => createGroup(plane, parseBody(body, CREATE_GROUP))],
  ['GET', /^groups\/([^/]+)$/, (plane, _, name) => ({ group: presentGroup(groupNamed(plane, name)) })],
  ['DELETE', /^groups\/([^/]+)$/, (plane, _, name) => deleteGroup(plane, name)],
];

const CREATE = z.object({
  name: z.string(),
  group: z.string(),
  seed: z
    .object({ type: z.string(), name: z.string().optional(), timestamp: z.string().optional() })
    .optional(),
  size_limit: z.string().optional(),
});
export type CreateDatabase = z.infer<typeof CREATE>;

const CALLS: Readonly<Record<string, ApiCall>> = { GET: 'read', DELETE: 'delete', POST: 'token' };

/** Which kind of call a fault takes it for. */
export function apiCallOf({ method, url }: Pick<ApiRequest, 'method' | 'url'>): ApiCall {
  if (!url.pathname.endsWith('/databases')) return CALLS[method] ?? 'call';
  return method === 'POST' ? 'create' : 'list';
}

export async function answerPlatform(plane: DataPlane, request: ApiRequest): Promise<Json> {
  if (bearerToken(request.authorization) !== plane.state.apiToken) {
    throw new HttpError(401, { error: 'unauthorized' });
  }
  const [, organization, rest = ''] = /^\/v1\/organizations\/([^/]+)\/(.*)$/.exec(request.url.pathname) ?? [];
  if (organization !== plane.state.organization) throw notFound('organization not found');
  for (const [method, path, handler] of ROUTES) {
    const match = path.exec(rest);
    if (match !== null && method === request.method) return handler(plane, request, match[1] ?? '');
  }
  throw notFound('not found');
}

function record({ state }: { state: PlatformState }, name: string): DatabaseRecord {
  const found = state.byName(name);
  if (found === undefined) throw notFound(`could not find database with name ${name}: record not found`);
  return found;
}

function parseBody<T>(body: string, schema: z.ZodType<T>): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw badRequest('invalid JSON body');
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw badRequest(z.prettifyError(result.error));
  return result.data;
}

function present(plane: DataPlane, database: DatabaseRecord): Json {
  const { configuration, parent } = database;
  const { location } = groupNamed(plane, database.group);
  return {
    Name: database.name,
    DbId: database.id,
    Hostname: database.hostname,
    block_reads: configuration.block_reads,
    block_writes: configuration.block_writes,
    regions: [location],
    primaryRegion: location,
    group: database.group,
    delete_protection: configuration.delete_protection,
    parent: parent && { id: parent.id, name: parent.name, branched_at: parent.branchedAt },
  };
}

function listDatabases(plane: DataPlane, { url }: ApiRequest): Json {
  const wantedGroup = url.searchParams.get('group');
  const wantedParent = url.searchParams.get('parent');
  const databases = plane.state
    .list()
    .filter((database) => wantedGroup === null || database.group === wantedGroup)
    .filter((database) => wantedParent === null || database.parent?.id === wantedParent)
    .map((database) => present(plane, database));
  return { databases };
}

/** The file comes before the record: what is listed can be opened, what a crash left behind is removed. */
export function createDatabase(plane: DataPlane, request: CreateDatabase): Json {
  const { state, files } = plane;
  const { name } = request;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) {
    throw badRequest('database name can only contain lowercase letters, numbers and dashes, at most 64');
  }
  if (!state.groups().some((group) => group.name === request.group)) throw badRequest('group not found');
  if (state.byName(name) !== undefined) {
    throw new HttpError(409, { error: `database with name ${name} already exists` });
  }
  const parent = request.seed === undefined ? null : seedOf(plane, request.seed);
  const past = pastOf(plane, parent, request.seed?.timestamp);
  files.remove(name);
  if (past !== undefined) files.copyFrom(past, name);
  else if (parent !== null) files.copy(parent.name, name);
  const database: DatabaseRecord = {
    id: randomUUID(),
    name,
    hostname: `${name}-${state.organization}.turso.io`,
    group: request.group,
    tokenVersion: 1,
    configuration: { ...DEFAULT_CONFIGURATION, size_limit: request.size_limit ?? '' },
    parent: parent && { id: parent.id, name: parent.name, branchedAt: new Date().toISOString() },
  };
  const file = files.open(name);
  file.give(file.take());
  state.put(database);
  return { database: { DbId: database.id, Hostname: database.hostname, Name: name } };
}

const DEFAULT_CONFIGURATION: Configuration = {
  size_limit: '',
  block_reads: false,
  block_writes: false,
  delete_protection: false,
  allow_attach: false,
  allowed_ips: [],
  allowed_aws_vpc_ids: [],
};

function seedOf(plane: DataPlane, seed: NonNullable<CreateDatabase['seed']>): DatabaseRecord {
  if (seed.type !== 'database') throw badRequest(`seed type ${seed.type} is not emulated`);
  if (seed.name === undefined) throw badRequest('seed.name is required');
  return record(plane, seed.name);
}

/** The file that a database was at an instant; undefined when nobody asks for one. */
function pastOf(
  { history }: DataPlane,
  parent: DatabaseRecord | null,
  timestamp: string | undefined,
): string | undefined {
  if (timestamp === undefined || parent === null) return undefined;
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) throw badRequest(`invalid timestamp: ${timestamp}`);
  const found = history?.find(parent.name, at);
  if (found === undefined) throw badRequest(`no point-in-time recovery data before ${timestamp}`);
  return found;
}

/** Its databases go with it. */
function deleteGroup(plane: DataPlane, name: string): Json {
  const group = groupNamed(plane, name);
  for (const database of plane.state.list())
    if (database.group === name) removeDatabase(plane, database.name);
  plane.state.deleteGroup(name);
  return { group: presentGroup(group) };
}

function deleteDatabase(plane: DataPlane, name: string): Json {
  const { configuration } = record(plane, name);
  if (configuration.delete_protection) {
    throw new HttpError(403, { error: `database ${name} has delete protection enabled` });
  }
  return removeDatabase(plane, name);
}

function removeDatabase(plane: DataPlane, name: string): Json {
  plane.state.delete(name);
  plane.streams.closeDatabase(plane.files.open(name));
  plane.files.remove(name);
  plane.history?.forget(name);
  return { database: name };
}

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 };

async function mintToken(plane: DataPlane, { url }: ApiRequest, name: string): Promise<Json> {
  const authorization = url.searchParams.get('authorization') ?? 'full-access';
  if (authorization !== 'full-access' && authorization !== 'read-only') {
    throw badRequest('authorization must be full-access or read-only');
  }
  const jwt = await plane.tokens.mint(record(plane, name), {
    access: authorization === 'read-only' ? 'ro' : 'rw',
    lifetimeSeconds: lifetimeOf(url.searchParams.get('expiration') ?? 'never'),
  });
  return { jwt };
}

/** `never`, or amounts with units: `2w`, `1d30m`. */
function lifetimeOf(expiration: string): number | undefined {
  if (expiration === 'never') return undefined;
  if (!/^(\d+[smhdwy])+$/.test(expiration)) throw badRequest(`invalid expiration: ${expiration}`);
  const parts = [...expiration.matchAll(/(\d+)([smhdwy])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? 's'] ?? 1), 0);
}

function rotateTokens(plane: DataPlane, _request: ApiRequest, name: string): Json {
  const database = record(plane, name);
  plane.state.put({ ...database, tokenVersion: database.tokenVersion + 1 });
  return {};
}

function configure(plane: DataPlane, { body }: ApiRequest, name: string): Json {
  const database = record(plane, name);
  const patch = parseBody(body, CONFIGURATION_PATCH);
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const configuration = { ...database.configuration, ...Object.fromEntries(given) };
  plane.state.put({ ...database, configuration });
  return configuration;
}

function usage(plane: DataPlane, _request: ApiRequest, name: string): Json {
  const { id, hostname } = record(plane, name);
  const { rowsRead, rowsWritten } = plane.stats.of(hostname);
  const amounts = {
    rows_read: rowsRead,
    rows_written: rowsWritten,
    storage_bytes: plane.files.open(name).storageBytes(),
    bytes_synced: 0,
  };
  return { database: { uuid: id, instances: [{ uuid: id, usage: amounts }], total: amounts } };
}
