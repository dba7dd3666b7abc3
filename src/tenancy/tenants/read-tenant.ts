import * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';

const publicTenantSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    vertical: z.string(),
    locale: z.string(),
    country: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    brand: z.object({ tagline: z.string(), primaryColor: z.string(), logoUrl: z.string() }),
    contact: z.object({ phone: z.string(), email: z.string() }),
    canonicalUrl: z.string(),
    features: z.array(z.string()).describe('Lo que este sitio ofrece hoy'),
  })
  .meta({ id: 'Tenant' });

const FEATURES = ['booking', 'holds', 'manage-link', 'webhooks', 'event-feed'];

export const readTenant = action({
  name: 'tenant.read',
  summary: 'Marca, idioma, zona horaria y moneda del sitio',
  permission: 'catalog:read',
  input: z.strictObject({}),
  output: publicTenantSchema,
  problems: [],
  run: (ctx: Ctx) => {
    const { slug, profile, canonicalHost } = ctx.tenant;
    const { name, vertical, locale, country, timeZone, currency, brand, contact } = profile;
    return Promise.resolve({
      slug,
      name,
      vertical,
      locale,
      country,
      timeZone,
      currency,
      brand: { tagline: brand.tagline, primaryColor: brand.primaryColor, logoUrl: `${ctx.origin}/logo.svg` },
      contact,
      canonicalUrl: `https://${canonicalHost}/`,
      features: FEATURES,
    });
  },
});
