import * as z from 'zod';
import { idSchema } from '../availability/contract.ts';

export const feedRequestSchema = z.strictObject({ id: idSchema, token: z.string().max(64) });

export const feedSchema = z.object({ feedText: z.string(), etag: z.string() });

export const calendarLinkSchema = z
  .object({
    id: z.string().describe('El profesional'),
    name: z.string(),
    url: z
      .string()
      .describe('Para suscribirse desde un calendario; quien la tiene ve los turnos y los clientes'),
  })
  .meta({ id: 'CalendarLink' });

export const providerIdSchema = z.strictObject({ id: idSchema });

export const createExternalCalendarSchema = z
  .strictObject({
    providerId: idSchema,
    name: z.string().trim().min(1).max(80),
    url: z.string().trim().max(2_000).describe('Dirección .ics (https o webcal); se guarda cifrada'),
  })
  .meta({ id: 'ExternalCalendarInput' });

export const externalCalendarIdSchema = z.strictObject({ id: idSchema });

export const externalCalendarSchema = z
  .object({
    id: z.string(),
    providerId: z.string(),
    name: z.string(),
    host: z.string().describe('De dónde se lee; la dirección entera no se muestra más'),
    lastReadAt: z.string().nullable().describe('La última lectura que salió bien'),
    nextReadAt: z.string(),
    error: z
      .string()
      .nullable()
      .describe('Por qué falló la última lectura; lo ocupado sigue siendo lo último que se leyó'),
    createdAt: z.string(),
  })
  .meta({ id: 'ExternalCalendar' });

export type Feed = z.infer<typeof feedSchema>;
export type CalendarLink = z.infer<typeof calendarLinkSchema>;
export type ExternalCalendar = z.infer<typeof externalCalendarSchema>;
