import type { ProviderRecord, ServiceRecord } from '../../src/agenda/catalog/rules.ts';

/** A service of half an hour without anything special; tests lay over it what they are about. */
export const PLAIN_SERVICE: ServiceRecord = {
  id: 'srv_plain',
  slug: 'corte',
  category: 'Cortes',
  name: 'Corte',
  description: 'Con lavado.',
  durationMinutes: 30,
  stepMinutes: 15,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  priceCentavos: 1_250_050,
  currency: 'ARS',
  noticeMinutes: 60,
  windowDays: 30,
  bookableFrom: null,
  bookableUntil: null,
  changeDeadlineMinutes: 240,
  lateChangeFeePercent: null,
  seats: 1,
  providersNeeded: 1,
  processing: [],
  resourceKinds: [],
  confirmation: 'automatic',
  assignment: 'load',
  maxPerCustomerDay: null,
  maxPerCustomerWeek: null,
};

/** A provider without limits who gives services as they are. */
export function plainProvider(id: string, name: string, serviceIds: readonly string[]): ProviderRecord {
  return {
    id,
    slug: name.toLowerCase(),
    name,
    title: 'Barbero',
    services: serviceIds.map((serviceId) => ({
      serviceId,
      durationMinutes: null,
      priceCentavos: null,
      skill: 0,
    })),
    maxBookingsDay: null,
    maxMinutesDay: null,
    maxBookingsWeek: null,
    maxMinutesWeek: null,
  };
}
