import { type CountryCode, type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core';
import { countryOfCallingCode } from '../../kernel/countries/find-country.ts';
import phoneMetadata from './phone-metadata.json' with { type: 'json' };

const metadata = phoneMetadata as unknown as MetadataJson;

/**
 * E.164 of a phone number as people of a country type it, or undefined when it cannot be one. A number of a country
 * that shops can be in is kept as that country's file says: `11 2345-6789`, `011 15 2345-6789` and
 * `+54 9 11 2345 6789` are the same phone. Of a country far away, whose numbers are not described in the Worker,
 * whatever E.164 allows is taken.
 */
export function normalizePhone(typed: string, country: string): string | undefined {
  if (isFromAfar(typed)) return farPhone(typed);
  const phone = parsePhoneNumberFromString(typed, country as CountryCode, metadata);
  if (phone === undefined) return undefined;
  const known = countryOfCallingCode(phone.countryCallingCode);
  if (known === undefined) return phone.isPossible() ? phone.number : undefined;
  const national = known.phone.national(phone.nationalNumber);
  return national === undefined ? undefined : `+${known.phone.callingCode}${national}`;
}

/** With its + and a calling code (one to three digits, ITU-T E.164) that the metadata here does not know. */
function isFromAfar(typed: string): boolean {
  const digits = /^\s*\+([\d\s().-]+)$/.exec(typed)?.[1]?.replaceAll(/\D/g, '');
  if (digits === undefined) return false;
  return ![1, 2, 3].some((length) => digits.slice(0, length) in phoneMetadata.country_calling_codes);
}

function farPhone(typed: string): string | undefined {
  const digits = typed.replaceAll(/\D/g, '');
  return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : undefined;
}

/**
 * The same person: same name (whatever its accents and case) and a contact in common. Who is not known to us, such
 * as a guest on the page, must give every contact just as it is kept: otherwise knowing somebody's name and e-mail
 * would be enough to read or to change the rest.
 */
export function isSamePerson(known: Contact, typed: Contact, isTypedByPartner: boolean): boolean {
  if (foldName(known.name) !== foldName(typed.name)) return false;
  if (!isTypedByPartner) return known.email === typed.email && known.phone === typed.phone;
  const hasEmailInCommon = known.email !== null && known.email === typed.email;
  return hasEmailInCommon || (known.phone !== null && known.phone === typed.phone);
}

export interface Contact {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

function foldName(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
