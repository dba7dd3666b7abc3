import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { ManagedBooking } from '../../src/agenda/bookings/contract.ts';
import { BookingPage } from '../../src/site/pages/booking.tsx';
import { HomePage } from '../../src/site/pages/home.tsx';
import { renderPage } from '../../src/site/send-page.ts';
import { SITE_CATALOG, siteView } from '../support/site-fixture.ts';

const STARTS_AT = Date.UTC(2026, 10, 23, 18, 0);
const HOUR_MS = 3_600_000;

const BOOKING: ManagedBooking = {
  id: 'bkg_1',
  code: 'K7M4-Q2XR',
  status: 'confirmed',
  pending: null,
  source: 'online',
  serviceId: 'srv_1',
  providerId: 'prv_1',
  locationId: 'loc_1',
  startsAt: '2026-11-23T15:00:00-03:00',
  endsAt: '2026-11-23T15:30:00-03:00',
  items: [],
  seats: 1,
  price: { amount: 1_250_050, currency: 'ARS' },
  fee: { amount: 0, currency: 'ARS' },
  customer: { id: 'cus_1', name: '<i>Ana</i>', email: null, phone: '+5491123456789' },
  notes: null,
  seriesId: null,
  isOverbooked: false,
  createdAt: '2026-11-20T10:00:00-03:00',
  updatedAt: '2026-11-20T10:00:00-03:00',
  cancelledAt: null,
  cancelledBy: null,
  cancelReason: null,
  manageUrl: 'https://turnos.ejemplo.com.ar/turno/bkg_1/t',
  manageToken: 't',
  change: {
    isAllowed: true,
    freeUntil: '2026-11-23T11:00:00-03:00',
    fee: { amount: 0, currency: 'ARS' },
  },
};

async function bookingPage(now: number, booking: ManagedBooking = BOOKING): Promise<string> {
  const view = await siteView();
  return renderPage(BookingPage({ view, catalog: SITE_CATALOG, booking, now, path: '/turno/bkg_1/t' }));
}

test('what a tenant writes about itself stays text', async () => {
  const html = renderPage(HomePage({ view: await siteView(), catalog: SITE_CATALOG }));
  expect(html).toContain('Peluquería &lt;Ñandú&gt;');
  expect(html).not.toContain('<script>alert');
  const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  expect(JSON.parse(data)['@graph'][0].description).toBe('</script><script>alert(1)</script>');
});

test('the home page is small, links each service and names its one address', async () => {
  const html = renderPage(HomePage({ view: await siteView(), catalog: SITE_CATALOG }));
  expect(gzipSync(html).length).toBeLessThan(14 * 1024);
  expect(html).toContain('href="/reservar?servicio=corte"');
  expect(html).toContain('<link rel="canonical" href="https://turnos.ejemplo.com.ar/"/>');
  expect(html).toContain('12.500,50');
  expect(html).not.toMatch(/barberpro/i);
});

test('until the deadline a booking can be moved and cancelled; the last millisecond counts', async () => {
  const html = await bookingPage(STARTS_AT - 4 * HOUR_MS);
  expect(html).toContain('href="/turno/bkg_1/t/mover"');
  expect(html).toContain('href="/turno/bkg_1/t/cancelar"');
  expect(html).toContain('&lt;i&gt;Ana&lt;/i&gt;');
});

test('after the deadline it says until when that was possible, and whom to call', async () => {
  const change = { ...BOOKING.change, isAllowed: false };
  const html = await bookingPage(STARTS_AT - 4 * HOUR_MS + 1, { ...BOOKING, change });
  expect(html).not.toContain('/mover');
  expect(html).toContain('hasta hoy a las 11:00');
  expect(html).toContain('href="tel:+541140000000"');
});

test('a cancelled booking offers to book again and nothing else', async () => {
  const html = await bookingPage(STARTS_AT - 9 * HOUR_MS, { ...BOOKING, status: 'cancelled' });
  expect(html).toContain('Este turno está cancelado');
  expect(html).toContain('href="/reservar?servicio=corte"');
  expect(html).not.toMatch(/\/mover|\/cancelar|turno\.ics/);
});
