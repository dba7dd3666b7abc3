import * as z from 'zod';
import { FEATURES, PLAN_IDS, QUOTAS } from '../../kernel/plan.ts';

const limitSchema = z.object({ title: z.string(), used: z.int(), limit: z.int() });

export const planSchema = z
  .object({
    id: z.enum(PLAN_IDS),
    name: z.string(),
    features: z.array(z.object({ feature: z.enum(FEATURES), title: z.string(), isIncluded: z.boolean() })),
    quotas: z.array(limitSchema.extend({ quota: z.enum(QUOTAS) })),
    bookings: z
      .object({ month: z.string(), used: z.int(), included: z.int() })
      .describe('Del mes del local. Nunca se rechaza un turno por pasarse'),
    api: z.object({
      perMinute: z.int(),
      burst: z.int(),
      requests: z.int().nullable().describe('Del mes en UTC; null: no se sabe ahora'),
    }),
    serviceLevel: z.object({
      availabilityPercent: z.number(),
      supportHours: z.number(),
      rpoMinutes: z.int(),
      rtoMinutes: z.int(),
    }),
    next: z
      .object({ id: z.enum(PLAN_IDS), name: z.string(), brings: z.array(z.string()) })
      .nullable()
      .describe('El plan que sigue, y qué trae de más'),
  })
  .meta({ id: 'Plan' });

export type Plan = z.infer<typeof planSchema>;
