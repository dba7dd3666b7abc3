/** A small shop in which everybody gets into each other's way: few hours, few people, rooms, a way between branches. */
export const SHOP_CATALOG = {
  locations: [
    { slug: 'centro', name: 'Centro', address: 'Florida 100, CABA' },
    { slug: 'norte', name: 'Norte', address: 'Cabildo 2000, CABA', timeZone: 'America/Santiago' },
  ],
  services: [
    service('corte', { durationMinutes: 30, stepMinutes: 15 }),
    service('color', {
      durationMinutes: 45,
      stepMinutes: 15,
      bufferAfterMinutes: 10,
      processing: [{ afterMinutes: 15, minutes: 15 }],
    }),
    service('consulta', {
      durationMinutes: 60,
      stepMinutes: 30,
      bufferBeforeMinutes: 10,
      bufferAfterMinutes: 5,
    }),
    service('lavado', { durationMinutes: 30, stepMinutes: 15, resourceKinds: ['sillon'] }),
    service('taller', { durationMinutes: 45, stepMinutes: 45, seats: 3 }),
    service('duo', { durationMinutes: 30, stepMinutes: 30, providersNeeded: 2 }),
    service('a-pedido', { durationMinutes: 30, stepMinutes: 30, confirmation: 'approval' }),
  ],
  providers: [
    provider('ana', ['corte', 'color', 'consulta', 'lavado', 'taller', 'duo', 'a-pedido'], {}),
    provider('beto', ['corte', 'consulta', 'lavado', 'duo'], {
      limits: { maxBookingsDay: 1 },
    }),
    {
      ...provider('caro', ['corte', 'color'], { limits: { maxMinutesDay: 90 } }),
      weeklyHours: [
        { location: 'centro', weekdays: [1, 2, 3, 4, 5, 6, 7], hours: ['10:00-12:00'] },
        { location: 'norte', weekdays: [1, 2, 3, 4, 5, 6, 7], hours: ['12:00-14:00'] },
      ],
    },
  ],
  resources: [
    { slug: 'sala', name: 'Sala', kind: 'sala', location: 'centro', capacity: 1 },
    { slug: 'sillones', name: 'Sillones', kind: 'sillon', location: 'centro', capacity: 2 },
  ],
  travelTimes: [{ between: ['centro', 'norte'], minutes: 20 }],
};

function service(slug: string, own: object) {
  return {
    slug,
    category: 'Turnos',
    name: slug,
    description: '',
    priceCentavos: 10_000_00,
    noticeMinutes: 0,
    windowDays: 7,
    changeDeadlineMinutes: 0,
    ...own,
  };
}

function provider(slug: string, services: readonly string[], own: object) {
  return {
    slug,
    name: slug,
    title: '',
    services,
    weeklyHours: [{ location: 'centro', weekdays: [1, 2, 3, 4, 5, 6, 7], hours: ['10:00-13:00'] }],
    ...own,
  };
}
