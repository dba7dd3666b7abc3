import { findCountry } from '../../../kernel/countries/find-country.ts';
import type { CountryContradiction } from '../../onboarding/rules/country-conventions.ts';

/** Who answers for the shop. `cuit` is how the tax number is called in Argentina, and in requests of old. */
export interface Legal {
  readonly name: string;
  readonly taxId?: string | undefined;
  readonly cuit?: string | undefined;
}

interface LegalRequest {
  readonly country: string;
  readonly legal?: Legal | undefined;
}

export function taxIdOf(legal: Legal | undefined): string | undefined {
  return legal?.taxId ?? legal?.cuit;
}

/** What is missing or wrong in the tax number, by the rules of the request's country. */
export function legalContradictions({ country: code, legal }: LegalRequest): CountryContradiction[] {
  const country = findCountry(code);
  if (country === undefined) return [];
  const { name, isRequired, check } = country.taxId;
  const field = ['legal', code === 'AR' && legal?.taxId === undefined ? 'cuit' : 'taxId'];
  if (code !== 'AR' && legal?.cuit !== undefined)
    return [
      { path: ['legal', 'cuit'], message: `El CUIT es de la Argentina: en ${country.name}, taxId (${name})` },
    ];
  if (legal === undefined)
    return isRequired
      ? [{ path: ['legal'], message: `En ${country.name} hacen falta nombre y ${name}` }]
      : [];
  const text = taxIdOf(legal);
  if (text === undefined) return isRequired ? [{ path: field, message: `Falta el ${name}` }] : [];
  const checked = check(text);
  return checked.ok ? [] : [{ path: field, message: checked.detail }];
}

/** The request with its tax number as it is stored, once nothing is wrong with it. */
export function withPlainTaxId<Request extends LegalRequest>(request: Request): Request {
  const { country, legal } = request;
  const text = taxIdOf(legal);
  const checked = text === undefined ? undefined : findCountry(country)?.taxId.check(text);
  if (legal === undefined || checked?.ok !== true) return request;
  return { ...request, legal: { name: legal.name, taxId: checked.taxId } };
}
