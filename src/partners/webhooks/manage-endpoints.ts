import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { endpointIdSchema, endpointSchema } from './contract.ts';
import { presentEndpoint } from './present-webhook.ts';
import { allEndpoints, deleteEndpoint, type EndpointRow, endpointById, setEndpointStatus } from './store.ts';

export const listEndpoints = action({
  name: 'webhook-endpoints.list',
  summary: 'Destinos de webhooks',
  permission: 'webhooks:read',
  input: z.strictObject({}),
  output: listOf(endpointSchema),
  problems: [],
  run: async (ctx: Ctx) => {
    const [rows] = await ctx.db.read([allEndpoints()]);
    return { data: rows.map((row) => presentEndpoint(ctx, row)), nextCursor: null };
  },
});

export const removeEndpoint = action({
  name: 'webhook-endpoints.delete',
  summary: 'Borrar un destino con su historial; lo pendiente no se envía más',
  permission: 'webhooks:write',
  input: endpointIdSchema,
  output: endpointSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const row = await requireEndpoint(ctx, id);
    await ctx.db.commit({
      write: [deleteEndpoint(id)],
      events: [],
      audit: { action: 'webhook-endpoints.delete', subjectId: id },
    });
    return presentEndpoint(ctx, row);
  },
});

export const enableEndpoint = action({
  name: 'webhook-endpoints.enable',
  summary: 'Volver a activar un destino; lo que quedó sin enviar se puede repetir',
  permission: 'webhooks:write',
  feature: 'webhooks',
  input: endpointIdSchema,
  output: endpointSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const row = await requireEndpoint(ctx, id);
    const change = { status: 'enabled', disabledReason: null } as const;
    await ctx.db.commit({
      write: [setEndpointStatus(id, change, ctx.now)],
      events: [],
      audit: { action: 'webhook-endpoints.enable', subjectId: id },
    });
    return presentEndpoint(ctx, { ...row, ...change });
  },
});

async function requireEndpoint(ctx: Ctx, id: string): Promise<EndpointRow> {
  const [[row]] = await ctx.db.read([endpointById(id)]);
  if (row === undefined) throw new AppError('not-found', 'No existe ese destino.');
  return row;
}
