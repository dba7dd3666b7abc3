import * as z from 'zod';
import { isLocalDate } from '../../kernel/local-time.ts';
import { isZone } from '../../kernel/zone-offset.ts';

const slugSchema = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Minúsculas, números y guiones');

/** `10:00-13:30`; an end past midnight is written beyond 24, as in `20:00-26:00`. */
const hoursSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([0-3]\d|4[0-8]):[0-5]\d$/, 'Un horario HH:MM-HH:MM')
  .refine((text) => minutesOf(text).opensMinute < minutesOf(text).closesMinute, 'Cierra antes de abrir');

/** Minutes since midnight of a text that `hoursSchema` accepts. */
export function minutesOf(hours: string): { opensMinute: number; closesMinute: number } {
  const [opens = '', closes = ''] = hours.split('-');
  return { opensMinute: minuteOf(opens), closesMinute: minuteOf(closes) };
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

const datedHoursSchema = z.strictObject({
  date: z.string().refine(isLocalDate, 'Fecha inexistente: usá AAAA-MM-DD'),
  reason: z.string().trim().min(1).max(80),
  /** None: closed that day. */
  hours: z.array(hoursSchema).max(6).default([]),
});

const locationSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(2).max(80),
  address: z.string().trim().min(4).max(160),
  phone: z.string().max(30).optional(),
  timeZone: z.string().refine(isZone, 'No es una zona horaria IANA').optional(),
  datedHours: z.array(datedHoursSchema).default([]),
});

const serviceSpecSchema = z.strictObject({
  slug: slugSchema,
  category: z.string().trim().min(2).max(60),
  name: z.string().trim().min(2).max(80),
  description: z.string().trim().max(300),
  durationMinutes: z.int().min(5).max(720),
  stepMinutes: z.int().min(5).max(720).default(30),
  bufferBeforeMinutes: z.int().min(0).max(240).default(0),
  bufferAfterMinutes: z.int().min(0).max(240).default(0),
  priceCentavos: z.int().min(0).max(100_000_000_00),
  noticeMinutes: z.int().min(0).max(43_200),
  windowDays: z.int().min(1).max(730),
  changeDeadlineMinutes: z.int().min(0).max(43_200),
});

const providerSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(2).max(80),
  title: z.string().trim().max(80),
  services: z.array(slugSchema).min(1),
  weeklyHours: z
    .array(
      z.strictObject({
        location: slugSchema,
        /** ISO: 1 is Monday. */
        weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
        hours: z.array(hoursSchema).min(1).max(6),
      }),
    )
    .min(1),
  datedHours: z.array(datedHoursSchema.extend({ location: slugSchema.optional() })).default([]),
});

/** What a shop offers, where, by whom and when; slugs name things, and applying it twice changes nothing. */
export const catalogSpecSchema = z
  .strictObject({
    locations: z.array(locationSpecSchema).min(1).max(200),
    services: z.array(serviceSpecSchema).min(1).max(500),
    providers: z.array(providerSpecSchema).min(1).max(500),
  })
  .superRefine((spec, check) => {
    const report = (path: (string | number)[], message: string) =>
      check.addIssue({ code: 'custom', path, message });
    for (const list of ['locations', 'services', 'providers'] as const)
      reportRepeated(spec[list], list, report);
    for (const [index, provider] of spec.providers.entries()) {
      reportUnknown(spec, provider, { at: ['providers', index], report });
    }
  });

type CatalogSpec = {
  locations: { slug: string }[];
  services: { slug: string }[];
};
type ProviderSpec = z.output<typeof providerSpecSchema>;
type Report = (path: (string | number)[], message: string) => void;

function reportRepeated(items: readonly { slug: string }[], list: string, report: Report): void {
  const seen = new Set<string>();
  items.forEach(({ slug }, index) => {
    if (seen.has(slug)) report([list, index, 'slug'], `Repetido: ${slug}`);
    seen.add(slug);
  });
}

function reportUnknown(
  spec: CatalogSpec,
  provider: ProviderSpec,
  { at, report }: { at: (string | number)[]; report: Report },
): void {
  const services = new Set(spec.services.map(({ slug }) => slug));
  const locations = new Set(spec.locations.map(({ slug }) => slug));
  provider.services.forEach((slug, index) => {
    if (!services.has(slug)) report([...at, 'services', index], `No hay un servicio ${slug}`);
  });
  provider.weeklyHours.forEach(({ location }, index) => {
    if (!locations.has(location))
      report([...at, 'weeklyHours', index, 'location'], `No hay una sucursal ${location}`);
  });
  provider.datedHours.forEach(({ location, hours }, index) => {
    const path = [...at, 'datedHours', index, 'location'];
    if (location !== undefined && !locations.has(location)) report(path, `No hay una sucursal ${location}`);
    if (location === undefined && hours.length > 0) report(path, 'Decí en qué sucursal vale ese horario');
  });
}

export type CatalogSpecification = z.output<typeof catalogSpecSchema>;
