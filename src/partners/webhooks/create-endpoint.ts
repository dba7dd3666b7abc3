import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { createEndpointSchema, newEndpointSchema } from './contract.ts';
import { presentEndpoint } from './present-webhook.ts';
import { checkWebhookTarget } from './rules/webhook-target.ts';
import { newWebhookSecret } from './sign-webhook.ts';
import { type EndpointRow, insertEndpoint } from './store.ts';

export const createEndpoint = action({
  name: 'webhook-endpoints.create',
  summary: 'Registrar un destino de webhooks; su secreto se muestra una sola vez',
  permission: 'webhooks:write',
  feature: 'webhooks',
  quota: 'webhook-endpoints',
  input: createEndpointSchema,
  output: newEndpointSchema,
  problems: ['webhook-target-refused'],
  run: runCreateEndpoint,
});

async function runCreateEndpoint(ctx: Ctx, input: z.output<typeof createEndpointSchema>) {
  const verdict = checkWebhookTarget(input.url, ctx.webhookPolicy);
  if (!verdict.ok) throw new AppError('webhook-target-refused', verdict.detail);
  const id = ctx.newId('whk');
  const secret = newWebhookSecret();
  const row: EndpointRow = {
    id,
    url: input.url,
    events: [...new Set(input.events)],
    sealedSecret: await ctx.vault.seal(secret, {
      table: 'webhook_endpoints',
      column: 'sealed_secret',
      rowId: id,
    }),
    status: 'enabled',
    disabledReason: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await ctx.db.commit({
    write: [insertEndpoint(row)],
    events: [],
    audit: { action: 'webhook-endpoints.create', subjectId: id, details: { events: row.events } },
  });
  return { ...presentEndpoint(ctx, row), secret };
}
