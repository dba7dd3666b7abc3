import * as z from 'zod';
import { SCOPES } from '../../kernel/actor.ts';

export const createApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(60).describe('Para reconocerla en la lista'),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  })
  .meta({ id: 'ApiKeyInput' });

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('Los últimos cuatro caracteres'),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' });

export const newApiKeySchema = apiKeySchema
  .extend({ key: z.string().describe('Se muestra esta única vez') })
  .meta({ id: 'NewApiKey' });

export const apiKeyIdSchema = z.strictObject({ id: z.string().max(64) });

export type ApiKey = z.infer<typeof apiKeySchema>;
export type NewApiKey = z.infer<typeof newApiKeySchema>;
