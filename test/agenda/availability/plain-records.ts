import type { ProviderRecord, ServiceRecord } from '../../../src/agenda/catalog/rules.ts';

export const ZONE = 'America/Argentina/Buenos_Aires';

const SERVICE: Omit<ServiceRecord, 'id' | 'slug' | 'name'> = {
  category: 'Todo',
  description: '',
  durationMinutes: 30,
  stepMinutes: 15,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  priceCentavos: 10_000_00,
  currency: 'ARS',
  noticeMinutes: 0,
  windowDays: 60,
  bookableFrom: null,
  bookableUntil: null,
  changeDeadlineMinutes: 0,
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

export function service(id: string, over: Partial<ServiceRecord> = {}): ServiceRecord {
  return { ...SERVICE, id, slug: id, name: id, ...over };
}

export function provider(id: string, over: Partial<ProviderRecord> = {}): ProviderRecord {
  const none = { maxBookingsDay: null, maxMinutesDay: null, maxBookingsWeek: null, maxMinutesWeek: null };
  return { id, slug: id, name: id, title: '', services: [], ...none, ...over };
}

export function location(id: string) {
  return { id, slug: id, name: id, address: id, phone: null, timeZone: ZONE, country: 'XX' };
}
