import * as z from 'zod';
import { idSchema, instantSchema } from '../../agenda/availability/contract.ts';
import { MAIL_KINDS } from './rules/mail-plan.ts';

const statusSchema = z.enum(['pending', 'sent', 'skipped', 'dead']);

export const mailSchema = z
  .object({
    id: z.string(),
    kind: z.enum(MAIL_KINDS),
    subjectId: z.string().describe('El turno, el lugar en la espera o la invitación de los que habla'),
    recipient: z.string(),
    status: statusSchema.describe('skipped: ya no hacía falta; dead: no se pudo en un día'),
    reason: z.string().nullable().describe('Por qué no salió, o por qué espera'),
    attempts: z.int(),
    dueAt: z.string(),
    nextAttemptAt: z.string().nullable(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Mail' });

export const listMailsSchema = z.strictObject({
  status: statusSchema.optional(),
  subjectId: idSchema.optional().describe('Sólo los que hablan de un turno'),
  dueUntil: instantSchema.optional().describe('Sin los recordatorios que vencen después'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}_[\w-]{1,120}$/, 'Usá el nextCursor de la página anterior')
    .optional(),
});

export const mailIdSchema = z.strictObject({ id: z.string().min(1).max(120) });

export const mailSenderSchema = z
  .object({
    name: z.string(),
    replyTo: z.string(),
    address: z.string().nullable().describe('null: los correos salen de una casilla neutra'),
    status: z.enum(['requested', 'dns-missing', 'verified', 'lapsed']).nullable(),
    records: z.array(
      z.object({
        type: z.enum(['TXT', 'MX', 'CNAME']),
        name: z.string(),
        value: z.string(),
        priority: z.int().optional(),
        isFound: z.boolean(),
      }),
    ),
    checkedAt: z.string().nullable(),
  })
  .meta({ id: 'MailSender' });

export type Mail = z.infer<typeof mailSchema>;
export type MailSender = z.infer<typeof mailSenderSchema>;
