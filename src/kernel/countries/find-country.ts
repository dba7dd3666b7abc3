import { argentina } from './argentina.ts';
import { colombia } from './colombia.ts';
import type { Country } from './country.ts';
import { mexico } from './mexico.ts';

/** The countries that shops can be in; another one is another file and its line here. */
export const COUNTRIES: readonly Country[] = [argentina, mexico, colombia];

export function findCountry(code: string): Country | undefined {
  return COUNTRIES.find((country) => country.code === code);
}

export function countryOfCallingCode(callingCode: string): Country | undefined {
  return COUNTRIES.find(({ phone }) => phone.callingCode === callingCode);
}

/** How people of a country write a phone number; of a country that nobody wrote, as in Argentina. */
export function phoneExampleOf(code: string): string {
  return (findCountry(code) ?? argentina).phone.example;
}
