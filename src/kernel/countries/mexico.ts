import { isLocalDate } from '../local-time.ts';
import { byDate, type NamedDay, national, nthMonday } from './calendar-rules.ts';
import type { Country, PublicHoliday, TaxIdCheck } from './country.ts';

export const mexico: Country = {
  code: 'MX',
  name: 'México',
  zones: [
    'America/Mexico_City',
    'America/Bahia_Banderas',
    'America/Cancun',
    'America/Chihuahua',
    'America/Ciudad_Juarez',
    'America/Hermosillo',
    'America/Matamoros',
    'America/Mazatlan',
    'America/Merida',
    'America/Monterrey',
    'America/Ojinaga',
    'America/Tijuana',
  ],
  currency: 'MXN',
  locale: 'es-MX',
  phone: { callingCode: '52', example: '55 1234 5678', national: tenDigits },
  taxId: { name: 'RFC', isRequired: false, check: checkRfc },
  holidays,
};

/**
 * Ten digits since 3 August 2019 (IFT, Plan Técnico Fundamental de Numeración). What was dialled before is still
 * typed and stored: 01 long distance, 044 and 045 to mobiles, and the 1 of mobiles after +52.
 */
function tenDigits(digits: string): string | undefined {
  return /^(?:044|045|01|1)?([2-9]\d{9})$/.exec(digits)?.[1];
}

const FIXED: readonly NamedDay[] = [
  ['01-01', 'Año Nuevo'],
  ['05-01', 'Día del Trabajo'],
  ['09-16', 'Día de la Independencia'],
  ['12-25', 'Navidad'],
];

/**
 * The days of obligatory rest of the Ley Federal del Trabajo, art. 74, I to VIII. Number VII, 1 October of the years
 * in which the presidency changes hands, is so since 2024, every six years. Election days (IX) are Sundays that
 * electoral laws set: a shop that closes then lists them as its own.
 */
function holidays(year: number): readonly PublicHoliday[] {
  return byDate([
    ...FIXED.map(([day, name]) => national(`${year}-${day}`, name)),
    national(nthMonday(`${year}-02`, 1), 'Día de la Constitución'),
    national(nthMonday(`${year}-03`, 3), 'Natalicio de Benito Juárez'),
    national(nthMonday(`${year}-11`, 3), 'Día de la Revolución'),
    ...((year - 2024) % 6 === 0
      ? [national(`${year}-10-01`, 'Transmisión del Poder Ejecutivo Federal')]
      : []),
  ]);
}

/** The values of the letters in the check digit's sum: the position in this row. */
const LETTERS = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ';

/**
 * A Mexican RFC: three letters (companies) or four (people), a date YYMMDD, two of the homoclave and a check digit
 * modulo 11 (SAT, "Procedimiento para obtener la clave diferenciadora de homonimia y el dígito verificador").
 */
function checkRfc(text: string): TaxIdCheck {
  const taxId = text.toUpperCase().replaceAll(/[\s-]/g, '');
  const parts = /^([A-Z&Ñ]{3,4})(\d{2})(\d{2})(\d{2})[A-Z\d]{2}([A\d])$/.exec(taxId);
  if (parts === null)
    return { ok: false, detail: 'Doce o trece letras y números, por ejemplo GODE561231GR8' };
  const [, letters = '', year, month, day, digit] = parts;
  // The century is not told: only 29 February of 00 depends on it.
  if (!isLocalDate(`20${year}-${month}-${day}`)) return { ok: false, detail: 'La fecha del RFC no existe' };
  const sum = [...taxId.slice(0, -1).padStart(12)].reduce(
    (total, letter, index) => total + LETTERS.indexOf(letter) * (13 - index),
    0,
  );
  const expected = (11 - (sum % 11)) % 11;
  if (digit !== (expected === 10 ? 'A' : String(expected)))
    return { ok: false, detail: 'El dígito verificador no coincide: revisá que no haya letras cambiadas' };
  return { ok: true, taxId, holder: letters.length === 3 ? 'company' : 'person' };
}
