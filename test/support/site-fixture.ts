import { type Catalog, indexCatalog } from '../../src/agenda/catalog/rules.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { styleOf, type View } from '../../src/site/view.ts';
import { vocabularyOf } from '../../src/site/vocabulary.ts';
import { PLAIN_SERVICE, plainProvider } from './plain-service.ts';

const SITE_TENANT: Tenant = {
  id: 'tnt_1',
  slug: 'prueba',
  status: 'live',
  plan: 'professional',
  profile: {
    name: 'Peluquería <Ñandú>',
    vertical: 'barber',
    locale: 'es-AR',
    country: 'AR',
    timeZone: 'America/Argentina/Buenos_Aires',
    currency: 'ARS',
    brand: {
      tagline: '</script><script>alert(1)</script>',
      primaryColor: '#8a1f3d',
      logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
    },
    contact: { phone: '+54 11 4000-0000', email: 'hola@ejemplo.com.ar' },
  },
  database: { hostname: 'prueba', sealedToken: '' },
  schemaVersion: 2,
  canonicalHost: 'turnos.ejemplo.com.ar',
};

const LOCATION = { phone: null, timeZone: 'America/Argentina/Buenos_Aires', country: 'AR' };
const TEN_TO_SIX = { opensMinute: 600, closesMinute: 1080 };

export const SITE_CATALOG: Catalog = indexCatalog(1, {
  locations: [
    { ...LOCATION, id: 'loc_1', slug: 'centro', name: 'Centro', address: 'Calle 1' },
    { ...LOCATION, id: 'loc_2', slug: 'norte', name: 'Norte', address: 'Calle 2', phone: '+54 11 4111-1111' },
  ],
  services: [
    { ...PLAIN_SERVICE, id: 'srv_1', slug: 'corte', name: 'Corte' },
    { ...PLAIN_SERVICE, id: 'srv_2', slug: 'color', name: 'Color', category: 'Color' },
  ],
  providers: [plainProvider('prv_1', 'Ana', ['srv_1', 'srv_2']), plainProvider('prv_2', 'Beto', ['srv_1'])],
  resources: [],
  travelTimes: [],
  holidayOverrides: [],
  weeklyHours: [
    { ...TEN_TO_SIX, providerId: 'prv_1', locationId: 'loc_1', weekday: 1 },
    { ...TEN_TO_SIX, providerId: 'prv_2', locationId: 'loc_2', weekday: 1 },
  ],
  datedHours: [],
});

export async function siteView(): Promise<View> {
  return {
    tenant: SITE_TENANT,
    words: vocabularyOf(SITE_TENANT.profile.vertical),
    logoPath: '/logo.svg',
    style: await styleOf(SITE_TENANT.profile.brand, 'sans'),
    origin: 'https://turnos.ejemplo.com.ar',
    canonicalOrigin: 'https://turnos.ejemplo.com.ar',
  };
}
