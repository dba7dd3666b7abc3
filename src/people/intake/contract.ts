import * as z from 'zod';

const idSchema = z.string().min(1).max(64);
const valueSchema = z.union([z.string().max(2_000), z.boolean()]);

/** What somebody answers and agrees to, by the ids that the service's form has. */
export const givenShape = {
  intake: z
    .record(idSchema, valueSchema)
    .optional()
    .describe('Respuestas por id de pregunta: texto, una de las opciones, true/false o AAAA-MM-DD'),
  consents: z.array(idSchema).max(12).optional().describe('Ids de los consentimientos que se dan'),
};

export const serviceIdSchema = z.strictObject({ id: idSchema });
export const bookingIdSchema = z.strictObject({ id: idSchema });
export const consentOfBookingSchema = z.strictObject({ id: idSchema, consentId: idSchema });
export const answerInputSchema = z.strictObject({ id: idSchema, ...givenShape }).meta({ id: 'IntakeInput' });

const questionSchema = z.object({
  id: z.string(),
  label: z.string(),
  hint: z.string().optional(),
  kind: z.enum(['text', 'long-text', 'choice', 'yes-no', 'date']),
  options: z.array(z.string()).optional(),
  isRequired: z.boolean(),
  isSensitive: z.boolean().describe('De salud: pide además el consentimiento health-data'),
  asked: z.enum(['first-visit', 'every-visit']),
  neededWith: z.string().optional().describe('Se pide cuando esa otra pregunta se contesta con true'),
});

const consentSchema = z.object({
  id: z.string(),
  version: z.int(),
  purpose: z.enum(['health-data', 'images', 'other']),
  text: z.string().describe('Lo que hay que mostrar, tal cual'),
  isRequired: z.boolean(),
});

export const formSchema = z
  .object({
    questions: z.array(questionSchema),
    consents: z.array(consentSchema),
    privacyUrl: z.string().nullable().describe('La política de privacidad del local'),
    areNotesSealed: z.boolean().describe('notes no vuelve en el turno ni en los eventos: queda cifrado'),
  })
  .meta({ id: 'IntakeForm' });

/** What is answered and what is missing, without a word of it. */
export const intakeStateSchema = z
  .object({
    bookingId: z.string(),
    questions: z.array(questionSchema.extend({ isAnswered: z.boolean() })),
    consents: z.array(consentSchema.extend({ isGiven: z.boolean() })),
    hasNotes: z.boolean(),
    erasedAt: z.string().nullable(),
  })
  .meta({ id: 'IntakeState' });

export const intakeSchema = z
  .object({
    bookingId: z.string(),
    notes: z.string().nullable(),
    answers: z.array(
      z.object({
        questionId: z.string(),
        label: z.string().describe('Como se preguntó'),
        value: valueSchema,
        answeredAt: z.string(),
        bookingId: z.string().describe('El turno en que se contestó: puede ser uno anterior'),
      }),
    ),
    missing: z.array(z.string()).describe('Ids de las preguntas sin contestar'),
    consents: z.array(
      z.object({
        consentId: z.string(),
        version: z.int(),
        purpose: z.string(),
        text: z.string(),
        textHash: z.string().describe('SHA-256 del texto que se mostró'),
        how: z.enum(['page', 'api', 'desk']),
        givenAt: z.string(),
        withdrawnAt: z.string().nullable(),
      }),
    ),
    erasedAt: z.string().nullable(),
  })
  .meta({ id: 'Intake' });

export type Intake = z.infer<typeof intakeSchema>;
export type IntakeState = z.infer<typeof intakeStateSchema>;
export type PublicForm = z.infer<typeof formSchema>;
