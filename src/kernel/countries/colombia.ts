import { addDays } from '../local-time.ts';
import { byDate, easterOf, mondayFrom, type NamedDay, national } from './calendar-rules.ts';
import type { Country, PublicHoliday, TaxIdCheck } from './country.ts';

export const colombia: Country = {
  code: 'CO',
  name: 'Colombia',
  zones: ['America/Bogota'],
  currency: 'COP',
  locale: 'es-CO',
  phone: { callingCode: '57', example: '300 123 4567', national: tenDigits },
  taxId: { name: 'NIT', isRequired: false, check: checkNit },
  holidays,
};

/** Ten digits: mobiles begin with 3, landlines with 60 and the region (since 1 September 2021, CRC 5826 de 2019). */
function tenDigits(digits: string): string | undefined {
  return /^(?:03)?(3\d{9}|60\d{8})$/.exec(digits)?.[1];
}

const FIXED: readonly NamedDay[] = [
  ['01-01', 'Año Nuevo'],
  ['05-01', 'Día del Trabajo'],
  ['07-20', 'Día de la Independencia'],
  ['08-07', 'Batalla de Boyacá'],
  ['12-08', 'Inmaculada Concepción'],
  ['12-25', 'Navidad'],
];

/** Ley 51 de 1983 ("Ley Emiliani"), art. 2: to the next Monday when they are not on one. */
const TO_MONDAY: readonly NamedDay[] = [
  ['01-06', 'Día de los Reyes Magos'],
  ['03-19', 'Día de San José'],
  ['06-29', 'San Pedro y San Pablo'],
  ['08-15', 'Asunción de la Virgen'],
  ['10-12', 'Día de la Raza'],
  ['11-01', 'Todos los Santos'],
  ['11-11', 'Independencia de Cartagena'],
];

/** Ley 2578 de 2026, in force since 1 June 2026. */
const CHIQUINQUIRA: NamedDay = ['07-09', 'Nuestra Señora del Rosario de Chiquinquirá'];

/** Days after Easter of the feasts that art. 2 moves to a Monday too. */
const AFTER_EASTER = [
  [39, 'Ascensión del Señor'],
  [60, 'Corpus Christi'],
  [68, 'Sagrado Corazón de Jesús'],
] as const;

/** By Ley 51 de 1983, arts. 1 and 2, with what was added since. */
function holidays(year: number): readonly PublicHoliday[] {
  const easter = easterOf(year);
  const moved = year < 2026 ? TO_MONDAY : [...TO_MONDAY, CHIQUINQUIRA];
  return byDate([
    ...FIXED.map(([day, name]) => national(`${year}-${day}`, name)),
    ...moved.map(([day, name]) => national(mondayFrom(`${year}-${day}`), name)),
    ...AFTER_EASTER.map(([days, name]) => national(mondayFrom(addDays(easter, days)), name)),
    national(addDays(easter, -3), 'Jueves Santo'),
    national(addDays(easter, -2), 'Viernes Santo'),
  ]);
}

/** Of the digits from the right. */
const WEIGHTS = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43];

/**
 * A Colombian NIT with its check digit, modulo 11 by prime weights (DIAN, Orden Administrativa 4 de 1989). Companies
 * have nine digits that begin with 8 or 9; a person's is the number of their identity card.
 */
function checkNit(text: string): TaxIdCheck {
  const parts = /^(\d{6,10})-?(\d)$/.exec(text.replaceAll(/[\s.]/g, ''));
  if (parts === null) return { ok: false, detail: 'Números y el dígito de verificación, como 899.999.068-1' };
  const [, number = '', digit] = parts;
  const sum = [...number]
    .reverse()
    .reduce((total, one, index) => total + Number(one) * (WEIGHTS[index] ?? 0), 0);
  const rest = sum % 11;
  if (Number(digit) !== (rest < 2 ? rest : 11 - rest))
    return {
      ok: false,
      detail: 'El dígito de verificación no coincide: revisá que no haya números cambiados',
    };
  const isCompany = number.length === 9 && /^[89]/.test(number);
  return { ok: true, taxId: number + digit, holder: isCompany ? 'company' : 'person' };
}
