import * as z from 'zod';

const text = z.string().min(1);

/** How a line of business speaks to its customers: whole phrases, so that gender and article always agree. */
const vocabularySchema = z.strictObject({
  schemaType: text.describe('A type of schema.org'),
  heading: z.enum(['serif', 'sans']),
  pickService: text,
  provider: text,
  anyProvider: text,
  appointment: text,
  yourAppointment: text,
  booked: text,
  moved: text,
  cancelled: text,
  move: text,
  cancel: text,
  cancelQuestion: text,
  keep: text,
  bookAnother: text,
  confirm: text,
  notesLabel: text,
  notesHint: text,
});

/** A service as shops of this line begin with it; what is left out is as the catalog's own default. */
const templateServiceSchema = z.strictObject({
  slug: text,
  category: text,
  name: text,
  description: text,
  durationMinutes: z.int().min(5),
  priceCentavos: z.int().min(1).describe('To begin with: each shop sets its own'),
  bufferBeforeMinutes: z.int().optional(),
  bufferAfterMinutes: z.int().optional(),
  processing: z.array(z.strictObject({ afterMinutes: z.int(), minutes: z.int() })).optional(),
  assignment: z.enum(['load', 'skill', 'last-provider']).optional(),
});

/** A line of business: how it speaks and what its shops begin with. Each is one file of this folder. */
export const verticalSchema = z.strictObject({
  id: text,
  title: text,
  vocabulary: vocabularySchema,
  /** What somebody who serves is called, unless the shop says. */
  providerTitle: text,
  /** Minutes and days, for every service. */
  policies: z.strictObject({
    stepMinutes: z.int(),
    noticeMinutes: z.int(),
    windowDays: z.int(),
    changeDeadlineMinutes: z.int(),
  }),
  /** When whoever booked is reminded: minutes before the start, the earliest first. */
  reminders: z.array(z.strictObject({ beforeMinutes: z.int() })),
  /** ISO weekdays, local to the shop. */
  hours: z.array(z.strictObject({ weekdays: z.array(z.int()), hours: z.array(text) })).min(1),
  services: z.array(templateServiceSchema).min(1),
});

/** What a shop says of itself that no template can know. */
export const templateSchema = z
  .strictObject({
    address: z.string().trim().min(4).max(160),
    phone: z.string().max(30).optional(),
    providers: z
      .array(z.string().trim().min(2).max(80))
      .max(50)
      .default([])
      .describe('Quiénes atienden; nadie: quien es dueño'),
  })
  .meta({ id: 'ShopTemplate' });

export type Vocabulary = z.infer<typeof vocabularySchema>;
export type VerticalDefinition = z.infer<typeof verticalSchema>;
export type ShopTemplate = z.output<typeof templateSchema>;
