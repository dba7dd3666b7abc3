import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp, type HttpAnswer } from '../../platform/http-client.ts';
import type { OperatorSettings } from '../../platform/operator-settings.ts';
import type { Group } from './rules/hosting.ts';

/** What onboarding needs of the Turso Platform API (docs.turso.tech/api-reference). */
export interface DatabaseProvisioner {
  /** The platform's own group, where databases are unless somebody asks otherwise. */
  readonly sharedGroup: string;
  /** Creates the group, or finds it when it is there already, at the same location. */
  ensureGroup(group: Group): Promise<void>;
  /** With every database that is left in it. One that is not there is as good as deleted. */
  deleteGroup(name: string): Promise<void>;
  /** Creates the database, or finds it when it is there already. */
  ensureDatabase(
    name: string,
    group: string,
  ): Promise<{ readonly hostname: string; readonly isNew: boolean }>;
  /** A token for this database alone. */
  mintToken(name: string): Promise<string>;
  /** Its tokens go with it. One that is not there is as good as deleted. */
  deleteDatabase(name: string): Promise<void>;
  /** Those of all our groups. Turso does not tell when a database was created. */
  listDatabases(): Promise<readonly ListedDatabase[]>;
}

export interface ListedDatabase {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
}

/** Turso may take its time over a new database; well within the lease of whoever asks. */
const CREATE_TIMEOUT_MS = 25_000;

const databaseSchema = z.object({ database: z.object({ Hostname: z.string().min(1) }) });
const groupSchema = z.object({ group: z.object({ name: z.string(), primary: z.string() }) });
const groupsSchema = z.object({ groups: z.array(z.object({ name: z.string() })) });
const tokenSchema = z.object({ jwt: z.string().min(1) });
const listSchema = z.object({
  databases: z.array(
    z
      .object({ DbId: z.string(), Name: z.string(), Hostname: z.string() })
      .transform(({ DbId, Name, Hostname }) => ({ id: DbId, name: Name, hostname: Hostname })),
  ),
});

export function tursoProvisioner(turso: OperatorSettings['turso']): DatabaseProvisioner {
  const base = `${turso.apiUrl}/v1/organizations/${turso.organization}`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, json?: unknown) =>
    callHttp({ url: `${base}/${path}`, method, headers, ...(json !== undefined && { json }) });
  const create = (name: string, group: string) =>
    callHttp({
      url: `${base}/databases`,
      method: 'POST',
      headers,
      json: { name, group },
      timeout: CREATE_TIMEOUT_MS,
    });
  return {
    sharedGroup: turso.group,
    async ensureGroup({ name, location }) {
      const created = await call('POST', 'groups', { name, location });
      const answer = created.status === 409 ? await call('GET', `groups/${name}`) : created;
      const { primary } = read(groupSchema, answer).group;
      if (primary !== location)
        throw new AppError('upstream-failed', `El grupo ${name} está en ${primary}, no en ${location}.`);
    },
    async deleteGroup(name) {
      const answer = await call('DELETE', `groups/${name}`);
      if (answer.status !== 404) read(groupSchema, answer);
    },
    async ensureDatabase(name, group) {
      const created = await create(name, group);
      const isNew = created.status !== 409;
      const answer = isNew ? created : await call('GET', `databases/${name}`);
      return { hostname: read(databaseSchema, answer).database.Hostname, isNew };
    },
    async mintToken(name) {
      const query = 'expiration=never&authorization=full-access';
      return read(tokenSchema, await call('POST', `databases/${name}/auth/tokens?${query}`)).jwt;
    },
    async deleteDatabase(name) {
      const answer = await call('DELETE', `databases/${name}`);
      if (answer.status !== 404) read(z.object({ database: z.string() }), answer);
    },
    async listDatabases() {
      const { groups } = read(groupsSchema, await call('GET', 'groups'));
      const ours = groups.filter(({ name }) => name === turso.group || name.startsWith(`${turso.group}-`));
      const lists = ours.map(async ({ name }) =>
        read(listSchema, await call('GET', `databases?group=${encodeURIComponent(name)}`)),
      );
      return (await Promise.all(lists)).flatMap(({ databases }) => databases);
    },
  };
}

function read<Output>(schema: z.ZodType<Output>, { status, json }: HttpAnswer): Output {
  const parsed = schema.safeParse(json);
  if (status === 200 && parsed.success) return parsed.data;
  throw new AppError(
    'upstream-failed',
    `Turso contestó ${status}. Repetí el pedido: sigue desde donde quedó.`,
    { upstreamStatus: status },
  );
}
