import * as z from 'zod';
import { DOMAIN_STATES, type OwnDomain } from '../../kernel/domain.ts';
import { listOf } from '../../platform/list-contract.ts';

const recordSchema = z.object({
  type: z.enum(['CNAME', 'TXT']),
  name: z.string(),
  value: z.string(),
});

export const domainSchema = z
  .object({
    host: z.string(),
    state: z.enum(DOMAIN_STATES),
    isServing: z.boolean(),
    isCanonical: z.boolean().describe('El que usan los enlaces; los demás llevan a él'),
    summary: z.string(),
    missing: z
      .array(recordSchema.extend({ found: z.array(z.string()).readonly() }))
      .readonly()
      .describe('Los registros que faltan, y lo que el DNS dice en su lugar'),
    advice: z.string().nullable(),
    delegation: recordSchema.nullable().describe('Opcional: deja hacer el certificado antes de apuntar'),
    hostnameStatus: z.string().nullable(),
    certificateStatus: z.string().nullable(),
    checkedAt: z.string().nullable(),
    nextCheckAt: z.string(),
    verifiedAt: z.string().nullable(),
  })
  .meta({ id: 'Domain' }) satisfies z.ZodType<OwnDomain>;

export const domainListSchema = listOf(domainSchema);

export const removedDomainSchema = z.object({
  host: z.string(),
  isGone: z
    .boolean()
    .describe('false: Cloudflare no contestó; ya no atiende, y se reintenta hasta que no quede nada'),
});

/** Checked again by the rules: this only keeps nonsense from them. */
const hostField = z.string().min(1).max(300);

export const hostInputSchema = z.strictObject({ host: hostField });
export const tenantInputSchema = z.strictObject({ slug: z.string().max(64) });
export const tenantHostInputSchema = z.strictObject({ slug: z.string().max(64), host: hostField });

export type Domain = z.infer<typeof domainSchema>;
