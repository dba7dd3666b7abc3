import * as z from 'zod';
import { catalogSpecSchema } from '../../agenda/catalog/spec-contract.ts';
import { PLAN_IDS } from '../../kernel/plan.ts';
import { brandInputSchema } from '../branding/contract.ts';
import { intakeProblems } from '../verticals/check-intake.ts';
import { VERTICAL_IDS } from '../verticals/read-template.ts';
import { countryContradictions, withConventions } from './rules/country-conventions.ts';
import { domainProblem } from './rules/domain-text.ts';

/** Names that the platform needs for itself, or that would mislead. */
const RESERVED_SLUGS = [
  'admin',
  'api',
  'app',
  'console',
  'consola',
  'docs',
  'mail',
  'staging',
  'status',
  'www',
];

const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/, 'De 3 a 40 letras minúsculas, números y guiones')
  .refine((slug) => !RESERVED_SLUGS.includes(slug), 'Ese nombre está reservado');

/** A host that a browser would send: ASCII (punycode where needed), at least two labels, no address. */
const domainSchema = z.string().check(({ value, issues }) => {
  const message = domainProblem(value);
  if (message !== undefined) issues.push({ code: 'custom', message, input: value });
});

const LOCALES = ['es-AR', 'es-MX', 'es-CO'] as const;

/** What a tenant is to the registry, as it is asked for. */
export const tenantCardFields = {
  slug: slugSchema,
  name: z.string().trim().min(2).max(80),
  ownerEmail: z.email('Una casilla de correo, por ejemplo ana@mibarberia.com.ar'),
  vertical: z.enum(VERTICAL_IDS, `Elegí uno de estos rubros: ${VERTICAL_IDS.join(', ')}`),
  country: z.string().describe('Código ISO: AR, MX o CO'),
  locale: z.enum(LOCALES).optional().describe('Cómo se escriben los importes; sin él, como en el país'),
  timeZone: z.string().optional().describe('Una del país; sin ella, la principal'),
  currency: z.enum(['ARS', 'MXN', 'COP', 'USD']).optional().describe('Sin ella, la del país'),
  acceptForeignCurrency: z.boolean().optional().describe('Para cobrar en una moneda que no es la del país'),
  domains: z.array(domainSchema).max(10),
  brand: brandInputSchema,
  contact: z.strictObject({ phone: z.string().min(6).max(30), email: z.email() }),
  hosting: z
    .strictObject({
      location: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/, 'Una ubicación de Turso, como aws-eu-west-1'),
      isDedicated: z.boolean().default(false),
    })
    .optional()
    .describe('Dónde están los datos; sin esto, donde los de la plataforma'),
  plan: z.enum(PLAN_IDS).optional().describe('Sin él queda el que tiene; uno nuevo empieza en professional'),
};

/** One declarative tenant, as `tenants/<slug>/tenant.json` writes it (there `logoSvg` names a file beside it). */
export const tenantSpecSchema = z
  .strictObject({ $schema: z.string().optional(), ...tenantCardFields, catalog: catalogSpecSchema })
  .check(({ value, issues }) => {
    for (const { path, message } of countryContradictions(value))
      issues.push({ code: 'custom', path: [...path], message, input: value });
  })
  .superRefine(({ vertical, catalog }, check) => {
    for (const { path, message } of intakeProblems(vertical, catalog))
      check.addIssue({ code: 'custom', path: ['catalog', ...path], message });
  })
  .transform(withConventions)
  .meta({ id: 'TenantSpec' });

export const appliedTenantSchema = z
  .object({
    tenant: z.object({
      id: z.string(),
      slug: z.string(),
      status: z.string(),
      plan: z.enum(PLAN_IDS),
      hosts: z.array(z.string()),
      ownerEmail: z.string(),
      schemaVersion: z.int(),
    }),
    apiKey: z.string().optional().describe('Con todos los permisos; se muestra sólo la primera vez'),
  })
  .meta({ id: 'AppliedTenant' });

export type TenantSpec = z.output<typeof tenantSpecSchema>;
export type AppliedTenant = z.infer<typeof appliedTenantSchema>;
