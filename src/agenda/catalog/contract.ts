import * as z from 'zod';

export const moneySchema = z
  .object({
    amount: z.int().describe('Centavos, siempre entero'),
    currency: z.enum(['ARS', 'MXN', 'COP', 'USD']),
  })
  .meta({ id: 'Money' });

export const locationSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    address: z.string(),
    phone: z.string().nullable(),
    timeZone: z.string().describe('Zona IANA'),
  })
  .meta({ id: 'Location' });

export const serviceSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    category: z.string(),
    name: z.string(),
    description: z.string(),
    durationMinutes: z.int(),
    price: moneySchema,
    noticeMinutes: z.int().describe('Anticipación mínima para reservar'),
    windowDays: z.int().describe('Hasta cuántos días hacia adelante se puede reservar'),
    changeDeadlineMinutes: z.int().describe('Hasta cuánto antes se puede mover o cancelar'),
    lateChangeFeePercent: z
      .int()
      .nullable()
      .describe('Lo que cuesta un cambio después del plazo, en % del precio; null: no se puede'),
    seats: z.int().describe('Más de 1: un turno grupal, con esos lugares'),
    providersNeeded: z.int().describe('Cuántos profesionales lo dan juntos'),
    confirmation: z.enum(['automatic', 'approval']).describe('approval: el local lo confirma después'),
    bookableFrom: z.string().nullable(),
    bookableUntil: z.string().nullable(),
    providerIds: z.array(z.string()),
  })
  .meta({ id: 'Service' });

export const resourceSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    kind: z.string(),
    locationId: z.string(),
    capacity: z.int().describe('Cuántos turnos entran a la vez'),
  })
  .meta({ id: 'Resource' });

export const providerSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    title: z.string(),
    locationIds: z.array(z.string()),
    serviceIds: z.array(z.string()),
  })
  .meta({ id: 'Provider' });

export type PublicService = z.infer<typeof serviceSchema>;
export type PublicProvider = z.infer<typeof providerSchema>;
