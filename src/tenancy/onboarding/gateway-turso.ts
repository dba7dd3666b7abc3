import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp, type HttpAnswer } from '../../platform/http-client.ts';
import type { Settings } from '../../platform/settings.ts';

/** What onboarding needs of the Turso Platform API (docs.turso.tech/api-reference). */
export interface DatabaseProvisioner {
  /** Creates the database, or finds it when it is there already. */
  ensureDatabase(name: string): Promise<{ readonly hostname: string }>;
  /** A token for this database alone. */
  mintToken(name: string): Promise<string>;
}

const databaseSchema = z.object({ database: z.object({ Hostname: z.string().min(1) }) });
const tokenSchema = z.object({ jwt: z.string().min(1) });

export function tursoProvisioner(turso: Settings['turso']): DatabaseProvisioner {
  const base = `${turso.apiUrl}/v1/organizations/${turso.organization}/databases`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  return {
    async ensureDatabase(name) {
      const created = await callHttp({
        url: base,
        method: 'POST',
        headers,
        json: { name, group: turso.group },
      });
      const answer =
        created.status === 409 ? await callHttp({ url: `${base}/${name}`, method: 'GET', headers }) : created;
      return { hostname: read(databaseSchema, answer).database.Hostname };
    },
    async mintToken(name) {
      const query = 'expiration=never&authorization=full-access';
      return read(
        tokenSchema,
        await callHttp({ url: `${base}/${name}/auth/tokens?${query}`, method: 'POST', headers }),
      ).jwt;
    },
  };
}

function read<Output>(schema: z.ZodType<Output>, { status, json }: HttpAnswer): Output {
  const parsed = schema.safeParse(json);
  if (status === 200 && parsed.success) return parsed.data;
  throw new AppError(
    'upstream-failed',
    `Turso contestó ${status}. Repetí el pedido: sigue desde donde quedó.`,
  );
}
