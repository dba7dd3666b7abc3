import * as z from 'zod';
import type { DnsRecord } from '../../kernel/domain.ts';
import { AppError } from '../../kernel/problem.ts';
import { callHttp, type HttpAnswer, type HttpCall } from '../../platform/http-client.ts';
import type { Settings } from '../../platform/settings.ts';
import type { DomainProblem } from './rules/domain-words.ts';

/** A custom hostname of our zone, as Cloudflare shows it. */
export interface Hostname {
  readonly id: string;
  readonly host: string;
  readonly status: string;
  readonly certificate: string;
  readonly delegation: DnsRecord | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export type Creation =
  | { readonly ok: true; readonly hostname: Hostname }
  | {
      readonly ok: false;
      /** `duplicate`: it is somewhere already, here or in another zone. */
      readonly reason: 'duplicate' | Extract<DomainProblem, 'no-quota' | 'name-refused'>;
    };

/**
 * What domains need of Cloudflare for SaaS (api.cloudflare.com, custom hostnames). Each throws `upstream-failed` when
 * there was no answer or none that means anything: not to know is not to have failed.
 */
export interface CustomHostnames {
  create(host: string): Promise<Creation>;
  /** Undefined: there is none. */
  find(id: string): Promise<Hostname | undefined>;
  findByName(host: string): Promise<Hostname | undefined>;
  /** Has both validations begin anew. */
  revalidate(id: string): Promise<void>;
  /** Also when it is gone already. */
  remove(id: string): Promise<void>;
  list(page: number): Promise<{ readonly hostnames: readonly Hostname[]; readonly isLast: boolean }>;
}

const TIMEOUT_MS = 8_000;
const PER_PAGE = 100;
/** A certificate is proven by DNS beforehand where that is delegated, and over HTTP as soon as the domain points here. */
const VALIDATION = { method: 'txt', type: 'dv' } as const;
const SETTINGS = { min_tls_version: '1.2', http2: 'on', tls_1_3: 'on' };

const hostnameSchema = z
  .object({
    id: z.string().min(1),
    hostname: z.string(),
    created_at: z.string(),
    status: z.string(),
    ssl: z.object({
      status: z.string(),
      dcv_delegation_records: z.array(z.object({ cname: z.string(), cname_target: z.string() })).nullish(),
    }),
  })
  .transform(toHostname);
const one = z.object({ result: hostnameSchema });
const many = z.object({
  result: z.array(hostnameSchema),
  result_info: z.object({ page: z.number(), total_pages: z.number() }),
});
const refusalSchema = z.object({ errors: z.array(z.object({ code: z.number() })).min(1) });

/** developers.cloudflare.com/cloudflare-for-platforms, "Error codes" */
const REFUSALS: ReadonlyMap<number, Extract<Creation, { ok: false }>['reason']> = new Map([
  [1406, 'duplicate'],
  [1404, 'no-quota'],
  [1405, 'no-quota'],
  [1407, 'name-refused'],
  [1408, 'name-refused'],
  [1409, 'name-refused'],
  [1410, 'name-refused'],
  [1411, 'name-refused'],
]);

export function cloudflareHostnames({ apiUrl, zoneId, apiToken }: Settings['cloudflare']): CustomHostnames {
  const base = `${apiUrl}/client/v4/zones/${zoneId}/custom_hostnames`;
  const call = (method: HttpCall['method'], path: string, json?: unknown) =>
    callHttp({
      url: base + path,
      method,
      headers: { authorization: `Bearer ${apiToken}` },
      timeout: TIMEOUT_MS,
      ...(json !== undefined && { json }),
    });
  return {
    async create(host) {
      const answer = await call('POST', '', { hostname: host, ssl: { ...VALIDATION, settings: SETTINGS } });
      const reason = REFUSALS.get(codeOf(answer) ?? 0);
      if (reason !== undefined) return { ok: false, reason };
      return { ok: true, hostname: read(one, answer, 201).result };
    },
    async find(id) {
      const answer = await call('GET', `/${id}`);
      return answer.status === 404 ? undefined : read(one, answer, 200).result;
    },
    async findByName(host) {
      const answer = await call('GET', `?hostname=${encodeURIComponent(host)}`);
      return read(many, answer, 200).result.find((hostname) => hostname.host === host);
    },
    async revalidate(id) {
      read(one, await call('PATCH', `/${id}`, { ssl: VALIDATION }), 202);
    },
    async remove(id) {
      const answer = await call('DELETE', `/${id}`);
      if (answer.status !== 404) read(z.unknown(), answer, 200);
    },
    async list(page) {
      const query = `?page=${page}&per_page=${PER_PAGE}`;
      const { result, result_info } = read(many, await call('GET', query), 200);
      return { hostnames: result, isLast: page >= result_info.total_pages };
    },
  };
}

interface RawHostname {
  id: string;
  hostname: string;
  created_at: string;
  status: string;
  ssl: {
    status: string;
    dcv_delegation_records?: { cname: string; cname_target: string }[] | null | undefined;
  };
}

function toHostname({ id, hostname, created_at, status, ssl }: RawHostname): Hostname {
  const [delegation] = ssl.dcv_delegation_records ?? [];
  return {
    id,
    host: hostname,
    status,
    certificate: ssl.status,
    delegation: delegation && { type: 'CNAME', name: delegation.cname, value: delegation.cname_target },
    createdAt: Date.parse(created_at),
  };
}

function codeOf({ status, json }: HttpAnswer): number | undefined {
  if (status < 400 || status >= 500) return undefined;
  const parsed = refusalSchema.safeParse(json);
  return parsed.success ? parsed.data.errors[0]?.code : undefined;
}

function read<Output>(schema: z.ZodType<Output>, { status, json }: HttpAnswer, expected: number): Output {
  const parsed = schema.safeParse(json);
  if (status === expected && parsed.success) return parsed.data;
  throw new AppError('upstream-failed', `El servicio de dominios contestó ${status}.`);
}
