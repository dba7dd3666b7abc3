import * as z from 'zod';
import { instantSchema } from '../../agenda/availability/contract.ts';
import { listOf } from '../../platform/list-contract.ts';

const RESTORE_STATES = ['requested', 'loaded', 'fenced', 'adjusted', 'switched', 'done', 'failed'] as const;
export type RestoreState = (typeof RESTORE_STATES)[number];

export const tenantRefSchema = z.strictObject({ slug: z.string() });

export const backupSchema = z
  .object({
    id: z.string(),
    takenAt: z.string().describe('Todo lo confirmado antes está adentro'),
    confirmedAt: z.string().describe('Hasta cuándo se sabe que nada cambió después'),
    sizeBytes: z.int(),
    sha256: z.string().describe('Del archivo cifrado'),
    schemaVersion: z.int(),
    eventSequence: z.int(),
    rows: z.int(),
    verifiedAt: z.string().nullable().describe('Cuándo se restauró en una base aparte y resultó igual'),
    verifyError: z.string().nullable(),
  })
  .meta({ id: 'Backup' });
export type Backup = z.infer<typeof backupSchema>;
export const backupListSchema = listOf(backupSchema);

export const restoreTenantSchema = z
  .strictObject({
    slug: z.string(),
    backupId: z.string().optional().describe('La última copia sana si no se dice nada'),
    at: instantSchema.optional().describe('Un instante, con el historial del servicio de bases de datos'),
  })
  .refine(({ backupId, at }) => backupId === undefined || at === undefined, {
    path: ['at'],
    message: 'Una copia o un instante, no los dos',
  });
export type RestoreTenant = z.output<typeof restoreTenantSchema>;

export const restoreRefSchema = z.strictObject({ id: z.string() });

export const restoreSchema = z
  .object({
    id: z.string(),
    state: z.enum(RESTORE_STATES),
    reason: z.string().nullable(),
    epoch: z.int(),
    backupId: z.string().nullable(),
    at: z.string().nullable(),
    database: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Restore' });
export type Restore = z.infer<typeof restoreSchema>;
