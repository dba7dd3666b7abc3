import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp } from '../../platform/http-client.ts';
import type { OperatorSettings } from '../../platform/operator-settings.ts';
import type { DatabaseUsage } from '../onboarding/operator-context.ts';

const amountSchema = z.number().int().min(0);
const usageSchema = z.object({
  database: z.object({
    total: z.object({ rows_read: amountSchema, rows_written: amountSchema, storage_bytes: amountSchema }),
  }),
});

/**
 * What a database used since an instant (docs.turso.tech/api-reference/databases/usage). Throws `upstream-failed`.
 * @param since epoch milliseconds
 */
export async function readDatabaseUsage(
  turso: OperatorSettings['turso'],
  name: string,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<DatabaseUsage> {
  const span = new URLSearchParams({
    from: new Date(since).toISOString(),
    to: new Date(until).toISOString(),
  });
  const { status, json } = await callHttp({
    url: `${turso.apiUrl}/v1/organizations/${turso.organization}/databases/${name}/usage?${span}`,
    method: 'GET',
    headers: { authorization: `Bearer ${turso.apiToken}` },
  });
  const parsed = usageSchema.safeParse(json);
  if (status !== 200 || !parsed.success) throw new AppError('upstream-failed', `Turso contestó ${status}.`);
  const {
    rows_read: rowsRead,
    rows_written: rowsWritten,
    storage_bytes: storageBytes,
  } = parsed.data.database.total;
  return { rowsRead, rowsWritten, storageBytes };
}
