import * as z from 'zod';
import { isLocalDate } from '../../kernel/local-time.ts';
import { isZone } from '../../kernel/zone-offset.ts';
import { ownIntakeSchema } from '../../tenancy/verticals/contract.ts';
import { minutesOf } from './rules/hours-text.ts';
import { contradictionsIn } from './rules/spec-contradictions.ts';

const slugSchema = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Minúsculas, números y guiones');

const dateSchema = z.string().refine(isLocalDate, 'Fecha inexistente: usá AAAA-MM-DD');

/** `10:00-13:30`; an end past midnight is written beyond 24, as in `20:00-26:00`. */
const hoursSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([0-3]\d|4[0-8]):[0-5]\d$/, 'Un horario HH:MM-HH:MM')
  .refine((text) => minutesOf(text).opensMinute < minutesOf(text).closesMinute, 'Cierra antes de abrir');

const datedHoursSchema = z.strictObject({
  date: dateSchema,
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

const kindSchema = slugSchema.max(40);
const limitSchema = z.int().min(1).max(10_000).nullable().default(null);

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
  bookableFrom: dateSchema.nullable().default(null),
  bookableUntil: dateSchema.nullable().default(null),
  changeDeadlineMinutes: z.int().min(0).max(43_200),
  /** None: past the deadline nothing changes. */
  lateChangeFeePercent: z.int().min(0).max(100).nullable().default(null),
  seats: z.int().min(1).max(500).default(1),
  providersNeeded: z.int().min(1).max(20).default(1),
  processing: z
    .array(z.strictObject({ afterMinutes: z.int().min(5), minutes: z.int().min(5) }))
    .max(6)
    .default([]),
  resourceKinds: z.array(kindSchema).max(6).default([]),
  confirmation: z.enum(['automatic', 'approval']).default('automatic'),
  assignment: z.enum(['load', 'skill', 'last-provider']).default('load'),
  maxPerCustomerDay: limitSchema,
  maxPerCustomerWeek: limitSchema,
});

const resourceSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(2).max(80),
  kind: kindSchema,
  location: slugSchema,
  capacity: z.int().min(1).max(100).default(1),
});

const travelSpecSchema = z.strictObject({
  between: z.tuple([slugSchema, slugSchema]),
  minutes: z.int().min(1).max(240),
});

const holidaySpecSchema = z.strictObject({
  date: dateSchema,
  name: z.string().trim().min(2).max(80),
  /** true: the shop opens although it is a holiday; false: it closes as on one. */
  isOpen: z.boolean(),
});

/** `corte-degrade`, or the service with what differs for this provider. */
const offerSpecSchema = z.union([
  slugSchema.transform((service) => ({ service, durationMinutes: null, priceCentavos: null, skill: 0 })),
  z.strictObject({
    service: slugSchema,
    durationMinutes: z.int().min(5).max(720).nullable().default(null),
    priceCentavos: z.int().min(0).max(100_000_000_00).nullable().default(null),
    skill: z.int().min(0).max(10).default(0),
  }),
]);

const providerSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(2).max(80),
  title: z.string().trim().max(80),
  services: z.array(offerSpecSchema).min(1),
  limits: z
    .strictObject({
      maxBookingsDay: limitSchema,
      maxMinutesDay: limitSchema,
      maxBookingsWeek: limitSchema,
      maxMinutesWeek: limitSchema,
    })
    .prefault({}),
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
    resources: z.array(resourceSpecSchema).max(500).default([]),
    travelTimes: z.array(travelSpecSchema).max(1_000).default([]),
    holidays: z.array(holidaySpecSchema).max(200).default([]),
    ...ownIntakeSchema.shape,
  })
  .superRefine((spec, check) => {
    for (const { path, message } of contradictionsIn(spec)) check.addIssue({ code: 'custom', path, message });
  });

export type CatalogSpecification = z.output<typeof catalogSpecSchema>;
