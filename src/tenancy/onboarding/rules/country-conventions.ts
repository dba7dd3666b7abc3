import { COUNTRIES, findCountry } from '../../../kernel/countries/find-country.ts';
import type { Currency } from '../../../kernel/money.ts';

/** What a request says of place, time and money; what it leaves out is as in its country. */
export interface AskedConventions {
  readonly country: string;
  readonly timeZone?: string | undefined;
  readonly currency?: Currency | undefined;
  readonly locale?: string | undefined;
  readonly acceptForeignCurrency?: boolean | undefined;
  readonly catalog?:
    | { readonly locations: readonly { readonly timeZone?: string | undefined }[] }
    | undefined;
}

export interface CountryContradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where a request contradicts its country: a zone of another one, a currency of another one that was not meant. */
export function countryContradictions(asked: AskedConventions): CountryContradiction[] {
  const country = findCountry(asked.country);
  if (country === undefined) {
    const known = COUNTRIES.map(({ code, name }) => `${code} (${name})`).join(', ');
    return [{ path: ['country'], message: `Elegí uno de estos países: ${known}` }];
  }
  const strange = (zone: string | undefined) => zone !== undefined && !country.zones.includes(zone);
  const message = `No es una zona horaria de ${country.name}: ${country.zones.join(', ')}`;
  const places = asked.catalog?.locations ?? [];
  const isForeign = asked.currency !== undefined && asked.currency !== country.currency;
  return [
    ...(strange(asked.timeZone) ? [{ path: ['timeZone'], message }] : []),
    ...places.flatMap(({ timeZone }, index) =>
      strange(timeZone) ? [{ path: ['catalog', 'locations', index, 'timeZone'], message }] : [],
    ),
    ...(isForeign && asked.acceptForeignCurrency !== true
      ? [
          {
            path: ['currency'],
            message: `En ${country.name} se cobra en ${country.currency}: para otra moneda, acceptForeignCurrency`,
          },
        ]
      : []),
  ];
}

/** The request with what its country implies for what it left out. */
export function withConventions<Asked extends AskedConventions>(asked: Asked) {
  const country = findCountry(asked.country);
  if (country === undefined) throw new Error(`No conventions are known of ${asked.country}`);
  const { timeZone = country.zones[0], currency = country.currency, locale = country.locale } = asked;
  return { ...asked, timeZone, currency, locale };
}
