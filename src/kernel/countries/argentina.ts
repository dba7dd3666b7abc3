import { addDays, isoWeekday, type LocalDate } from '../local-time.ts';
import { byDate, easterOf, type NamedDay, national } from './calendar-rules.ts';
import type { Country, PublicHoliday, TaxHolder, TaxIdCheck } from './country.ts';

export const argentina: Country = {
  code: 'AR',
  name: 'Argentina',
  zones: [
    'America/Argentina/Buenos_Aires',
    'America/Argentina/Catamarca',
    'America/Argentina/Cordoba',
    'America/Argentina/Jujuy',
    'America/Argentina/La_Rioja',
    'America/Argentina/Mendoza',
    'America/Argentina/Rio_Gallegos',
    'America/Argentina/Salta',
    'America/Argentina/San_Juan',
    'America/Argentina/San_Luis',
    'America/Argentina/Tucuman',
    'America/Argentina/Ushuaia',
  ],
  currency: 'ARS',
  locale: 'es-AR',
  phone: { callingCode: '54', example: '11 2345-6789', national: mobileNumber },
  taxId: { name: 'CUIT', isRequired: true, check: checkCuit },
  holidays,
};

/** A number without its mobile mark (9) is taken as a mobile one: it is whom a shop writes to. */
function mobileNumber(digits: string): string | undefined {
  if (digits.length === 10) return `9${digits}`;
  return digits.length === 11 && digits.startsWith('9') ? digits : undefined;
}

// Holidays ------------------------------------------------------------------------------------------------------

/** Ley 27.399, art. 1: not moved. */
const FIXED: readonly NamedDay[] = [
  ['01-01', 'Año Nuevo'],
  ['03-24', 'Día Nacional de la Memoria por la Verdad y la Justicia'],
  ['04-02', 'Día del Veterano y de los Caídos en la Guerra de Malvinas'],
  ['05-01', 'Día del Trabajador'],
  ['05-25', 'Día de la Revolución de Mayo'],
  ['06-20', 'Paso a la Inmortalidad del General Belgrano'],
  ['07-09', 'Día de la Independencia'],
  ['12-08', 'Inmaculada Concepción de María'],
  ['12-25', 'Navidad'],
];

const MOVABLE: readonly NamedDay[] = [
  ['06-17', 'Paso a la Inmortalidad del General Güemes'],
  ['08-17', 'Paso a la Inmortalidad del General San Martín'],
  ['10-12', 'Día del Respeto a la Diversidad Cultural'],
  ['11-20', 'Día de la Soberanía Nacional'],
];

/** What decrees and resolutions say of a year: Resolución 164/2025 and Decreto 1103/2026. Of 2027 on nothing yet. */
const DECREED: readonly PublicHoliday[] = [
  { date: '2026-03-23', name: 'Puente turístico', kind: 'bridge' },
  { date: '2026-07-10', name: 'Puente turístico', kind: 'bridge' },
  { date: '2026-11-09', name: 'Visita del papa León XIV', kind: 'national' },
  { date: '2026-12-07', name: 'Puente turístico', kind: 'bridge' },
];

/**
 * By Ley 27.399 and what was decreed. A movable holiday on a weekend stays where it is unless a decree moves it
 * (Decreto 614/2025): 20 November 2027 and 17 June 2028, both Saturdays, are not decided, nor are bridges after 2026.
 */
function holidays(year: number): readonly PublicHoliday[] {
  const easter = easterOf(year);
  return byDate([
    ...FIXED.map(([day, name]) => national(`${year}-${day}`, name)),
    ...MOVABLE.map(([day, name]) => national(moved(`${year}-${day}`), name)),
    national(addDays(easter, -48), 'Carnaval'),
    national(addDays(easter, -47), 'Carnaval'),
    national(addDays(easter, -2), 'Viernes Santo'),
    ...DECREED.filter(({ date }) => date.startsWith(`${year}-`)),
  ]);
}

/** Ley 27.399, art. 6: Tuesday and Wednesday go to the Monday before, Thursday and Friday to the Monday after. */
function moved(date: LocalDate): LocalDate {
  return addDays(date, [0, 0, -1, -2, 4, 3][isoWeekday(date)] ?? 0);
}

// Tax number ----------------------------------------------------------------------------------------------------

const HOLDERS: Readonly<Record<string, TaxHolder>> = {
  '20': 'person',
  '23': 'person',
  '24': 'person',
  '25': 'person',
  '26': 'person',
  '27': 'person',
  '30': 'company',
  '33': 'company',
  '34': 'company',
};

const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/**
 * An Argentine CUIT: eleven digits, with or without hyphens; type prefix, eight digits, check digit modulo 11. A
 * number whose check digit would be 10 does not exist: ARCA gives such a holder prefix 23, 24, 33 or 34 instead.
 */
function checkCuit(text: string): TaxIdCheck {
  if (!/^\d{2}-?\d{8}-?\d$/.test(text))
    return { ok: false, detail: 'Once dígitos, por ejemplo 30-71234567-1' };
  const taxId = text.replaceAll('-', '');
  const prefix = taxId.slice(0, 2);
  const holder = HOLDERS[prefix];
  if (holder === undefined)
    return {
      ok: false,
      detail: `Un CUIT no empieza con ${prefix}: sí con ${Object.keys(HOLDERS).join(', ')}`,
    };
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(taxId.charAt(index)), 0);
  const digit = (11 - (sum % 11)) % 11;
  if (digit !== Number(taxId.charAt(10)))
    return { ok: false, detail: 'El dígito verificador no coincide: revisá que no haya números cambiados' };
  return { ok: true, taxId, holder };
}
