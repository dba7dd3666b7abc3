import * as z from 'zod';

export const tenantRefSchema = z.strictObject({ slug: z.string() });

export const deleteTenantSchema = z.strictObject({
  slug: z.string(),
  graceDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(365)
    .default(30)
    .describe('Hasta entonces se puede volver atrás'),
});

export const tenantStateSchema = z
  .object({
    slug: z.string(),
    status: z.enum(['provisioning', 'live', 'suspended', 'deleting']),
    dueAt: z.string().nullable().describe('Cuándo se borra todo'),
  })
  .meta({ id: 'TenantState' });
export type TenantState = z.infer<typeof tenantStateSchema>;
