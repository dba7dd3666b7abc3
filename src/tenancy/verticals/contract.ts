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

const slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Minúsculas, números y guiones')
  .max(40);

/** What a customer is asked when booking. */
export const questionSchema = z
  .strictObject({
    id: slug,
    label: z.string().trim().min(2).max(120),
    hint: z.string().trim().min(2).max(160).optional(),
    kind: z.enum(['text', 'long-text', 'choice', 'yes-no', 'date']),
    options: z.array(z.string().trim().min(1).max(60)).min(2).max(12).optional(),
    isRequired: z.boolean(),
    /** About health: given only with a consent to it. */
    isSensitive: z.boolean(),
    /** Slugs; without it every service asks. */
    services: z.array(slug).min(1).optional(),
    asked: z.enum(['first-visit', 'every-visit']),
    /** A yes-no question: where it is answered yes, this one has to be answered. */
    neededWith: slug.optional(),
  })
  .refine(({ kind, options }) => (kind === 'choice') === (options !== undefined), {
    path: ['options'],
    message: 'Las opciones van con kind "choice", y sólo ahí',
  })
  .refine(({ isRequired, asked }) => !isRequired || asked === 'every-visit', {
    path: ['isRequired'],
    message: 'Quién viene por primera vez no se sabe: lo obligatorio se pregunta siempre (every-visit)',
  });

/** What a customer is asked to agree to; a changed text has another version. */
export const consentSchema = z.strictObject({
  id: slug,
  version: z.int().min(1),
  purpose: z.enum(['health-data', 'images', 'other']),
  text: z.string().trim().min(20).max(600),
  /** Without it nobody books. One to health data is needed in any case by whoever answers something sensitive. */
  isRequired: z.boolean(),
  services: z.array(slug).min(1).optional(),
});

/** What a shop asks otherwise than its line of business: the same id instead of it, another one besides it. */
export const ownIntakeSchema = z.strictObject({
  intake: z.array(questionSchema).max(20).default([]),
  consents: z.array(consentSchema).max(6).default([]),
  /** Ids of the line of business that this shop leaves out. */
  notAsked: z.array(slug).max(20).default([]),
});

const privacySchema = z.strictObject({
  /** Sealed: what customers write and what the shop notes is kept as ciphertext, and in no event or calendar. */
  notes: z.enum(['plain', 'sealed']),
  /** After the visit; then the answers are erased. */
  intakeRetentionDays: z.int().min(1).max(3_650),
  /** What others may see over somebody's shoulder, in a calendar or on a locked screen. */
  outside: z.enum(['full', 'discreet']),
});

/** A line of business as its customers meet it. Each is one file of this folder. */
export const verticalSchema = z.strictObject({
  id: text,
  title: text,
  vocabulary: vocabularySchema,
  /** When whoever booked is reminded: minutes before the start, the earliest first. */
  reminders: z.array(z.strictObject({ beforeMinutes: z.int() })),
  intake: z.array(questionSchema),
  consents: z.array(consentSchema),
  privacy: privacySchema,
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

/** What shops of a line of business begin with: in the same file, apart, because no customer's request needs it. */
export const verticalTemplateSchema = z.strictObject({
  /** What somebody who serves is called, unless the shop says. */
  providerTitle: text,
  /** Minutes and days, for every service. */
  policies: z.strictObject({
    stepMinutes: z.int(),
    noticeMinutes: z.int(),
    windowDays: z.int(),
    changeDeadlineMinutes: z.int(),
  }),
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
export type Question = z.infer<typeof questionSchema>;
export type Consent = z.infer<typeof consentSchema>;
export type OwnIntake = z.output<typeof ownIntakeSchema>;
export type VerticalDefinition = z.infer<typeof verticalSchema>;
export type VerticalTemplate = z.infer<typeof verticalTemplateSchema>;
export type ShopTemplate = z.output<typeof templateSchema>;
