import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp, type HttpAnswer, type HttpCall } from '../../platform/http-client.ts';
import type { OperatorSettings } from '../../platform/operator-settings.ts';
import type { DatabaseAdmin } from '../onboarding/operator-context.ts';

const createdSchema = z.object({ database: z.object({ Hostname: z.string().min(1) }) });
const tokenSchema = z.object({ jwt: z.string().min(1) });
const refusalSchema = z.object({ error: z.string() });

/** What backups and restores need of the Turso Platform API (docs.turso.tech/api-reference). */
export function tursoAdmin(turso: OperatorSettings['turso']): DatabaseAdmin {
  const base = `${turso.apiUrl}/v1/organizations/${turso.organization}/databases`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  const call = (method: HttpCall['method'], path: string, json?: unknown) =>
    callHttp({ url: base + path, method, headers, ...(json !== undefined && { json }) });
  return {
    async create(name, { group, from }) {
      const seed = from && {
        type: 'database',
        name: from.name,
        ...(from.at !== undefined && { timestamp: new Date(from.at).toISOString() }),
      };
      const answer = await call('POST', '', { name, group, ...(seed && { seed }) });
      return { hostname: read(createdSchema, answer).database.Hostname };
    },
    async mintToken(name) {
      const query = 'expiration=never&authorization=full-access';
      return read(tokenSchema, await call('POST', `/${name}/auth/tokens?${query}`)).jwt;
    },
    async block(name, { reads, writes }) {
      const answer = await call('PATCH', `/${name}/configuration`, {
        block_reads: reads,
        block_writes: writes,
      });
      if (answer.status === 404) return 'gone';
      read(z.unknown(), answer);
      return 'blocked';
    },
    async remove(name) {
      const answer = await call('DELETE', `/${name}`);
      if (answer.status !== 404) read(z.unknown(), answer);
    },
  };
}

function read<Output>(schema: z.ZodType<Output>, { status, json }: HttpAnswer): Output {
  const parsed = schema.safeParse(json);
  if (status === 200 && parsed.success) return parsed.data;
  const refusal = refusalSchema.safeParse(json);
  const reason = refusal.success ? `: ${refusal.data.error}` : '';
  throw new AppError('upstream-failed', `Turso contestó ${status}${reason}.`);
}
