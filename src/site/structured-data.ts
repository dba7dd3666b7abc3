import type { Catalog, LocationRecord } from '../agenda/catalog/rules.ts';
import { clockText } from '../kernel/local-time.ts';
import { socialImagePath } from './icons.ts';
import type { View } from './view.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The business for search engines (schema.org as JSON-LD), safe inside a script element. */
export function businessData(view: View, catalog: Catalog): string {
  const { profile } = view.tenant;
  const url = `${view.canonicalOrigin}/`;
  const graph = catalog.locations.map((location) => ({
    '@type': view.words.schemaType,
    '@id': `${url}#${location.slug}`,
    name: catalog.locations.length > 1 ? `${profile.name} ${location.name}` : profile.name,
    description: profile.brand.tagline,
    url,
    logo: `${view.canonicalOrigin}/logo.svg`,
    image: view.canonicalOrigin + socialImagePath(profile.brand),
    telephone: location.phone ?? profile.contact.phone,
    email: profile.contact.email,
    currenciesAccepted: profile.currency,
    address: { '@type': 'PostalAddress', streetAddress: location.address, addressCountry: location.country },
    openingHoursSpecification: openingHours(catalog, location),
    potentialAction: {
      '@type': 'ReserveAction',
      target: { '@type': 'EntryPoint', urlTemplate: url, inLanguage: 'es-AR' },
    },
  }));
  return JSON.stringify({ '@context': 'https://schema.org', '@graph': graph }).replaceAll('<', '\\u003c');
}

/** From the first opening to the last closing of whoever works there that weekday. */
function openingHours(catalog: Catalog, { id }: LocationRecord) {
  return WEEKDAYS.flatMap((name, index) => {
    const hours = catalog.weeklyHours.filter(
      ({ locationId, weekday }) => locationId === id && weekday === index + 1,
    );
    if (hours.length === 0) return [];
    return {
      '@type': 'OpeningHoursSpecification',
      dayOfWeek: name,
      opens: clockText(Math.min(...hours.map(({ opensMinute }) => opensMinute))),
      closes: clockText(Math.max(...hours.map(({ closesMinute }) => closesMinute))),
    };
  });
}
