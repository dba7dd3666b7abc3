import type { ShopTemplate, VerticalTemplate } from '../contract.ts';

export interface ShopFacts extends ShopTemplate {
  readonly name: string;
  readonly ownerName: string;
}

const LOCATION = 'principal';

/**
 * The catalog that a shop of a line of business begins with, as a specification: one place, every service of the
 * template, given by everybody who is named, in the template's hours.
 */
export function shopOfVertical(template: VerticalTemplate, shop: ShopFacts) {
  const names = shop.providers.length > 0 ? shop.providers : [shop.ownerName];
  const services = template.services.map((service) => ({ ...template.policies, ...service }));
  return {
    locations: [
      {
        slug: LOCATION,
        name: shop.name,
        address: shop.address,
        ...(shop.phone !== undefined && { phone: shop.phone }),
      },
    ],
    services,
    providers: names.map((name, index) => ({
      slug: slugFrom(name, names.slice(0, index)),
      name,
      title: template.providerTitle,
      services: services.map(({ slug }) => slug),
      weeklyHours: template.hours.map((hours) => ({ location: LOCATION, ...hours })),
    })),
  };
}

/** `maria-jose-nunez`; a namesake gets a number. */
function slugFrom(name: string, before: readonly string[]): string {
  const namesakes = before.filter((other) => plainSlug(other) === plainSlug(name)).length;
  return namesakes === 0 ? plainSlug(name) : `${plainSlug(name)}-${namesakes + 1}`;
}

function plainSlug(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-') ?? 'profesional';
}
