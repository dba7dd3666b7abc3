import * as z from 'zod';
import { listOf } from '../../platform/list-contract.ts';

const ROLLOUT_STATES = ['canary', 'running', 'stopped', 'done'] as const;
const TENANT_PROGRESS = ['pending', 'running', 'done', 'failed'] as const;

export type RolloutState = (typeof ROLLOUT_STATES)[number];
export type TenantProgress = (typeof TENANT_PROGRESS)[number];

export const startRolloutSchema = z.strictObject({
  targetVersion: z.int().min(1).optional().describe('La versión más nueva si no se dice'),
  canaries: z.array(z.string()).max(20).default([]).describe('Slugs que van primero y solos'),
  parallel: z.int().min(1).max(64).default(8).describe('Cuántos sitios a la vez'),
  stopAfter: z
    .strictObject({ failures: z.int().min(1).default(3), percent: z.int().min(0).max(100).default(5) })
    .default({ failures: 3, percent: 5 })
    .describe('Se detiene cuando fallan al menos tantos y más de ese porcentaje'),
  leaseSeconds: z.int().min(2).max(600).default(15).describe('Cuánto se espera a quien tomó un sitio'),
});
export type StartRollout = z.output<typeof startRolloutSchema>;

export const rolloutRefSchema = z.strictObject({ id: z.string() });

export const readRolloutSchema = z.strictObject({
  id: z.string(),
  state: z.enum(TENANT_PROGRESS).optional().describe('Sólo los sitios en este estado'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export const rolloutSchema = z
  .object({
    id: z.string(),
    targetVersion: z.int(),
    state: z.enum(ROLLOUT_STATES),
    stopReason: z.string().nullable(),
    parallel: z.int(),
    stopAfter: z.object({ failures: z.int(), percent: z.int() }),
    counts: z.object({ pending: z.int(), running: z.int(), done: z.int(), failed: z.int() }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Rollout' });
export type Rollout = z.infer<typeof rolloutSchema>;

export const rolloutWithTenantsSchema = rolloutSchema.extend({
  tenants: z.array(
    z.object({
      slug: z.string(),
      isCanary: z.boolean(),
      state: z.enum(TENANT_PROGRESS),
      fromVersion: z.int(),
      attempts: z.int(),
      reason: z.string().nullable(),
      elapsedMs: z.int().nullable(),
    }),
  ),
});

export const rolloutListSchema = listOf(rolloutSchema);
