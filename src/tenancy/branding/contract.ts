import * as z from 'zod';
import { BRAND_IMAGES, CORNERS, FONTS } from '../../kernel/tenant.ts';
import { isInertSvg } from './rules/inert-svg.ts';

const MAX_LOGO_BYTES = 32 * 1024;

/** SVG that draws and does nothing else; it is also served only as a sandboxed image. */
const logoSchema = z
  .string()
  .max(MAX_LOGO_BYTES, 'El logo supera los 32 KiB')
  .regex(/^\s*(?:<\?xml[^>]*>\s*)?<svg[\s>]/i, { error: 'El logo tiene que ser un SVG', abort: true })
  .refine(isInertSvg, 'El logo no puede llevar scripts, eventos ni enlaces hacia afuera');

const colorSchema = z.string().regex(/^#[0-9a-f]{6}$/, 'Un color #rrggbb en minúsculas');

/** Plain text of a few lines: what the pages print as it is. */
const line = (longest: number) => z.string().trim().min(1).max(longest).optional();
const link = z
  .url({ protocol: /^https$/, error: 'Una dirección https://' })
  .max(300)
  .optional();

const mailAddress = z.email('Una casilla de correo').max(120).toLowerCase().optional();

/** What a shop decides about its looks and its words. */
export const brandInputSchema = z
  .strictObject({
    tagline: z.string().trim().max(120),
    primaryColor: colorSchema,
    onPrimaryColor: colorSchema
      .optional()
      .describe('Del texto sobre el color principal; sin él, blanco o negro: el que se lea'),
    logoSvg: logoSchema,
    font: z.enum(FONTS).optional(),
    corners: z.enum(CORNERS).optional(),
    description: line(200).describe('Lo que muestran los buscadores y los chats'),
    texts: z.strictObject({ welcome: line(300), beforeVisit: line(500), afterBooking: line(500) }).optional(),
    legal: z
      .strictObject({
        name: line(120),
        taxId: line(20),
        address: line(160),
        termsUrl: link,
        privacyUrl: link,
      })
      .optional(),
    sender: z
      .strictObject({ name: line(60), replyTo: mailAddress, address: mailAddress })
      .optional()
      .describe('De quién salen los correos; address, con un dominio propio y verificado'),
  })
  .meta({ id: 'BrandInput' });

const imageNames = Object.keys(BRAND_IMAGES) as [keyof typeof BRAND_IMAGES];

const brandSchema = z
  .object({
    ...brandInputSchema.shape,
    images: z.partialRecord(z.enum(imageNames), z.string()).optional(),
    version: z.int().optional(),
  })
  .meta({ id: 'Brand' });

export const brandStateSchema = z.object({
  published: brandSchema.describe('Lo que se ve hoy'),
  draft: z
    .object({ brand: brandSchema, author: z.string(), savedAt: z.string() })
    .nullable()
    .describe('Lo que todavía no se publicó'),
});

const MAX_PNG_CHARACTERS = 400_000;

export const brandImageSchema = z.strictObject({
  name: z.enum(imageNames),
  png: z.base64().max(MAX_PNG_CHARACTERS, 'La imagen supera los 300 KB').describe('PNG en base64'),
});

export const brandVersionSchema = z
  .object({
    version: z.int(),
    author: z.string(),
    publishedAt: z.string(),
    restores: z.int().nullable().describe('La versión que trajo de vuelta'),
    brand: brandSchema,
  })
  .meta({ id: 'BrandVersion' });

export const restoreBrandSchema = z.strictObject({ version: z.int().positive() });
export type BrandState = z.infer<typeof brandStateSchema>;
export type BrandVersion = z.infer<typeof brandVersionSchema>;
