import { join } from 'node:path';
import { hostFetch } from '../world/host-fetch.ts';
import { readLocalFile } from '../world/local-file.ts';
import { projectRoot } from '../world/project.ts';
import { Failure } from './failure.ts';

/** Where the operator API answers, and the token that opens it. */
export interface Platform {
  readonly url: string;
  readonly host: string;
  readonly token: string;
}

/** A call of the operator API; `api` answers its JSON. */
export interface Api {
  readonly platform: Platform;
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: object): Promise<Answer>;
  put<Answer>(path: string, body: object): Promise<Answer>;
  delete<Answer>(path: string): Promise<Answer>;
  raw(path: string): Promise<Response>;
}

/**
 * A deployed platform by `BP_URL` and `BP_TOKEN`, else the one that `npm start` left in the data directory. The token
 * comes from the environment alone: on a command line everybody on the machine could read it.
 */
export async function findPlatform(env: NodeJS.ProcessEnv): Promise<Platform> {
  const { BP_URL: url, BP_TOKEN: token } = env;
  if (url !== undefined && token !== undefined) return { url, host: new URL(url).host, token };
  if (url !== undefined || token !== undefined)
    throw new Failure('usage', 'Faltan datos: BP_URL y BP_TOKEN van juntos.');
  const path = join(env.DATA_DIR ?? join(projectRoot, '.data'), 'local.json');
  const local = await readLocalFile(path);
  if (local === undefined)
    throw new Failure(
      'usage',
      `No hay ninguna plataforma: arrancala con npm start, o poné BP_URL y BP_TOKEN.`,
    );
  // With its port, as a browser would: the links in answers then have it too.
  const host = `${local.operator.host}:${new URL(local.worker.url).port}`;
  return { url: local.worker.url, host, token: local.operator.token };
}

export function operatorApi(platform: Platform): Api {
  const call = async (method: string, path: string, body?: object) => {
    const response = await ask(platform, { method, path, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw await refusal(response);
    return response;
  };
  const json = async <Answer>(method: string, path: string, body?: object): Promise<Answer> =>
    (await (await call(method, path, body)).json()) as Answer;
  return {
    platform,
    get: (path) => json('GET', path),
    post: (path, body = {}) => json('POST', path, body),
    put: (path, body) => json('PUT', path, body),
    delete: (path) => json('DELETE', path),
    raw: (path) => call('GET', path),
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

async function ask({ url, host, token }: Platform, { method, path, body }: Asked): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  try {
    if (url.startsWith('https:'))
      return await fetch(new URL(path, url), { method, headers, ...(body !== undefined && { body }) });
    return await hostFetch({ url, host, path, method, headers, ...(body !== undefined && { body }) });
  } catch (cause) {
    throw new Failure('unreachable', `No contesta ${url}: ¿está arriba?`, { cause });
  }
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What the platform said no to, one line for each wrong field. */
async function refusal(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const fields = (problem.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer}: ${detail}`).join('');
  const text = `${problem.detail ?? `Contestó ${response.status}.`}${fields}`;
  return new Failure(response.status >= 500 ? 'unreachable' : 'refused', text, {
    problem: { status: response.status, ...problem },
  });
}
