import metadata from 'libphonenumber-js/metadata.mobile.json' with { type: 'json' };
import { expect, test } from 'vitest';

/** Where customers of ours come from; whoever comes from elsewhere writes the number with its +. */
const COUNTRIES = new Set(
  'AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE US CA DE ES FR GB IT PT'.split(' '),
);

/** Nobody here prints a number as its country writes it: half of the metadata says how. */
function withoutFormats(plan: unknown[]): unknown[] {
  return plan.map((part, index) => (index === FORMATS ? 0 : part));
}

const FORMATS = 4;

test('the phone metadata in the Worker is the library’s, of the countries that matter (vitest -u renews it)', async () => {
  const callingCodes = Object.entries(metadata.country_calling_codes).flatMap(([code, countries]) => {
    const kept = countries.filter((country) => COUNTRIES.has(country));
    return kept.length === 0 ? [] : [[code, kept] as const];
  });
  const countries = Object.entries(metadata.countries)
    .filter(([country]) => COUNTRIES.has(country))
    .map(([country, plan]) => [country, withoutFormats(plan as unknown[])]);
  const reduced = {
    version: metadata.version,
    country_calling_codes: Object.fromEntries(callingCodes),
    countries: Object.fromEntries(countries),
    nonGeographic: {},
  };
  await expect(`${JSON.stringify(reduced)}\n`).toMatchFileSnapshot(
    '../../../src/people/customers/phone-metadata.json',
  );
});
