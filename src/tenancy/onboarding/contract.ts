import * as z from 'zod';
import { catalogSpecSchema } from '../../agenda/catalog/spec-contract.ts';
import { isZone } from '../../kernel/zone-offset.ts';
import { brandInputSchema } from '../branding/contract.ts';

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
const domainSchema = z
  .string()
  .max(253)
  .regex(
    /^(?=.*[a-z])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'Un dominio completo en minúsculas, por ejemplo turnos.mibarberia.com.ar',
  )
  .refine(
    (domain) => !/(?:^|\.)(?:localhost|local|internal|invalid|test)$/.test(domain),
    'Ese dominio no es público',
  );

/** One declarative tenant, as `tenants/<slug>/tenant.json` writes it (there `logoSvg` names a file beside it). */
export const tenantSpecSchema = z
  .strictObject({
    $schema: z.string().optional(),
    slug: slugSchema,
    name: z.string().trim().min(2).max(80),
    ownerEmail: z.email(),
    vertical: z.enum(['barber', 'psychology', 'medical', 'beauty']),
    locale: z.enum(['es-AR']),
    country: z.string().regex(/^[A-Z]{2}$/, 'Código ISO de dos letras, por ejemplo AR'),
    timeZone: z.string().refine(isZone, 'No es una zona horaria IANA'),
    currency: z.enum(['ARS', 'MXN', 'COP', 'USD']),
    domains: z.array(domainSchema).max(10),
    brand: brandInputSchema,
    contact: z.strictObject({ phone: z.string().min(6).max(30), email: z.email() }),
    catalog: catalogSpecSchema,
  })
  .meta({ id: 'TenantSpec' });

export const appliedTenantSchema = z
  .object({
    tenant: z.object({
      id: z.string(),
      slug: z.string(),
      status: z.string(),
      hosts: z.array(z.string()),
      ownerEmail: z.string(),
      schemaVersion: z.int(),
    }),
    apiKey: z.string().optional().describe('Con todos los permisos; se muestra sólo la primera vez'),
  })
  .meta({ id: 'AppliedTenant' });

export type TenantSpec = z.output<typeof tenantSpecSchema>;
export type AppliedTenant = z.infer<typeof appliedTenantSchema>;
