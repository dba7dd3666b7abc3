import * as z from 'zod';
import { METRICS, PLAN_IDS } from '../../kernel/plan.ts';
import { listOf } from '../../platform/list-contract.ts';

export const tenantRefSchema = z.strictObject({ slug: z.string() });

export const changePlanSchema = z.strictObject({
  slug: z.string(),
  plan: z.enum(PLAN_IDS),
  dryRun: z.boolean().default(false).describe('Sólo decir qué cambiaría, o por qué no se puede'),
});

export const changedPlanSchema = z
  .object({
    slug: z.string(),
    from: z.enum(PLAN_IDS),
    to: z.enum(PLAN_IDS),
    isChanged: z.boolean(),
    gains: z.array(z.string()),
    loses: z.array(z.string()),
  })
  .meta({ id: 'ChangedPlan' });
export type ChangedPlan = z.infer<typeof changedPlanSchema>;

const amountsSchema = z.record(z.enum(METRICS), z.int().nullable()).describe('null: todavía no se midió');

export const usageSchema = z
  .object({
    slug: z.string(),
    plan: z.enum(PLAN_IDS),
    answeredAt: z.string().nullable().describe('Cuándo contestó su base por última vez'),
    problem: z.string().nullable(),
    included: z.object({ bookings: z.int() }),
    months: z.array(z.object({ month: z.string(), amounts: amountsSchema })),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usageSchema>;

const tenantUsageSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    status: z.string(),
    plan: z.enum(PLAN_IDS),
    planName: z.string(),
    schemaVersion: z.int(),
    isBehind: z.boolean().describe('Su esquema no es el último'),
    health: z.enum(['well', 'silent', 'unknown']),
    problem: z.string().nullable(),
    amounts: amountsSchema.describe('De este mes'),
    isOverBookings: z.boolean(),
  })
  .meta({ id: 'TenantUsage' });
export type TenantUsage = z.infer<typeof tenantUsageSchema>;
export const tenantUsageListSchema = listOf(tenantUsageSchema);
