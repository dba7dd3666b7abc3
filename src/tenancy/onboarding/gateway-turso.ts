import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp, type HttpAnswer } from '../../platform/http-client.ts';
import type { OperatorSettings } from '../../platform/operator-settings.ts';

/** What onboarding needs of the Turso Platform API (docs.turso.tech/api-reference). */
export interface DatabaseProvisioner {
  /** Creates the database, or finds it when it is there already. */
  ensureDatabase(name: string): Promise<{ readonly hostname: string; readonly isNew: boolean }>;
  /** A token for this database alone. */
  mintToken(name: string): Promise<string>;
  /** Its tokens go with it. One that is not there is as good as deleted. */
  deleteDatabase(name: string): Promise<void>;
  /** Those of our group. Turso does not tell when a database was created. */
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
const tokenSchema = z.object({ jwt: z.string().min(1) });
const listSchema = z.object({
  databases: z.array(
    z
      .object({ DbId: z.string(), Name: z.string(), Hostname: z.string() })
      .transform(({ DbId, Name, Hostname }) => ({ id: DbId, name: Name, hostname: Hostname })),
  ),
});

export function tursoProvisioner(turso: OperatorSettings['turso']): DatabaseProvisioner {
  const base = `${turso.apiUrl}/v1/organizations/${turso.organization}/databases`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string) =>
    callHttp({ url: `${base}${path}`, method, headers });
  const create = (name: string) =>
    callHttp({
      url: base,
      method: 'POST',
      headers,
      json: { name, group: turso.group },
      timeout: CREATE_TIMEOUT_MS,
    });
  return {
    async ensureDatabase(name) {
      const created = await create(name);
      const isNew = created.status !== 409;
      const answer = isNew ? created : await call('GET', `/${name}`);
      return { hostname: read(databaseSchema, answer).database.Hostname, isNew };
    },
    async mintToken(name) {
      const query = 'expiration=never&authorization=full-access';
      return read(tokenSchema, await call('POST', `/${name}/auth/tokens?${query}`)).jwt;
    },
    async deleteDatabase(name) {
      const answer = await call('DELETE', `/${name}`);
      if (answer.status !== 404) read(z.object({ database: z.string() }), answer);
    },
    async listDatabases() {
      return read(listSchema, await call('GET', `?group=${encodeURIComponent(turso.group)}`)).databases;
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
