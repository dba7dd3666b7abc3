import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { apiKeyIdSchema, apiKeySchema } from './contract.ts';
import { presentApiKey } from './create-api-key.ts';
import { allApiKeys, apiKeyById, revokeApiKeyRow } from './store.ts';

export const listApiKeys = action({
  name: 'api-keys.list',
  summary: 'Claves de API, sin sus valores',
  permission: 'api-keys:read',
  input: z.strictObject({}),
  output: listOf(apiKeySchema),
  problems: [],
  run: async (ctx: Ctx) => {
    const [rows] = await ctx.db.read([allApiKeys()]);
    return { data: rows.map((row) => presentApiKey(ctx, row)), nextCursor: null };
  },
});

export const revokeApiKey = action({
  name: 'api-keys.revoke',
  summary: 'Revocar una clave de API; deja de servir en 30 segundos a lo sumo',
  permission: 'api-keys:write',
  input: apiKeyIdSchema,
  output: apiKeySchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const [[row]] = await ctx.db.read([apiKeyById(id)]);
    if (row === undefined) throw new AppError('not-found', 'No existe esa clave.');
    if (row.revokedAt === null) {
      await ctx.db.commit({
        write: [revokeApiKeyRow(id, ctx.now)],
        events: [],
        audit: { action: 'api-keys.revoke', subjectId: id },
      });
    }
    return presentApiKey(ctx, { ...row, revokedAt: row.revokedAt ?? ctx.now });
  },
});
