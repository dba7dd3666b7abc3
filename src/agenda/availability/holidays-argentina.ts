import type { LocalDate } from '../../kernel/local-time.ts';

/** `bridge` days ("días no laborables con fines turísticos") bind the state and banks; shops choose. */
export type ArgentineHoliday = { date: LocalDate; name: string; kind: 'national' | 'bridge' };

/**
 * Argentina's public holidays of 2026 and 2027: Ley 27.399 (of the movable ones, Tuesday and Wednesday go to the
 * Monday before, Thursday and Friday to the Monday after) and the bridge days of Resolución 164/2025.
 * A holiday that falls on a weekend may be moved by decree (Decreto 614/2025): 20 November 2027 is not decided, nor
 * are the bridge days of 2027. It is data that every tenant can override; bridge days close nobody by default.
 */
export const ARGENTINE_HOLIDAYS: readonly ArgentineHoliday[] = [
  { date: '2026-01-01', name: 'Año Nuevo', kind: 'national' },
  { date: '2026-02-16', name: 'Carnaval', kind: 'national' },
  { date: '2026-02-17', name: 'Carnaval', kind: 'national' },
  { date: '2026-03-23', name: 'Puente turístico', kind: 'bridge' },
  { date: '2026-03-24', name: 'Día Nacional de la Memoria por la Verdad y la Justicia', kind: 'national' },
  { date: '2026-04-02', name: 'Día del Veterano y de los Caídos en la Guerra de Malvinas', kind: 'national' },
  { date: '2026-04-03', name: 'Viernes Santo', kind: 'national' },
  { date: '2026-05-01', name: 'Día del Trabajador', kind: 'national' },
  { date: '2026-05-25', name: 'Día de la Revolución de Mayo', kind: 'national' },
  { date: '2026-06-15', name: 'Paso a la Inmortalidad del General Güemes', kind: 'national' },
  { date: '2026-06-20', name: 'Paso a la Inmortalidad del General Belgrano', kind: 'national' },
  { date: '2026-07-09', name: 'Día de la Independencia', kind: 'national' },
  { date: '2026-07-10', name: 'Puente turístico', kind: 'bridge' },
  { date: '2026-08-17', name: 'Paso a la Inmortalidad del General San Martín', kind: 'national' },
  { date: '2026-10-12', name: 'Día del Respeto a la Diversidad Cultural', kind: 'national' },
  { date: '2026-11-23', name: 'Día de la Soberanía Nacional', kind: 'national' },
  { date: '2026-12-07', name: 'Puente turístico', kind: 'bridge' },
  { date: '2026-12-08', name: 'Inmaculada Concepción de María', kind: 'national' },
  { date: '2026-12-25', name: 'Navidad', kind: 'national' },
  { date: '2027-01-01', name: 'Año Nuevo', kind: 'national' },
  { date: '2027-02-08', name: 'Carnaval', kind: 'national' },
  { date: '2027-02-09', name: 'Carnaval', kind: 'national' },
  { date: '2027-03-24', name: 'Día Nacional de la Memoria por la Verdad y la Justicia', kind: 'national' },
  { date: '2027-03-26', name: 'Viernes Santo', kind: 'national' },
  { date: '2027-04-02', name: 'Día del Veterano y de los Caídos en la Guerra de Malvinas', kind: 'national' },
  { date: '2027-05-01', name: 'Día del Trabajador', kind: 'national' },
  { date: '2027-05-25', name: 'Día de la Revolución de Mayo', kind: 'national' },
  { date: '2027-06-20', name: 'Paso a la Inmortalidad del General Belgrano', kind: 'national' },
  { date: '2027-06-21', name: 'Paso a la Inmortalidad del General Güemes', kind: 'national' },
  { date: '2027-07-09', name: 'Día de la Independencia', kind: 'national' },
  { date: '2027-08-16', name: 'Paso a la Inmortalidad del General San Martín', kind: 'national' },
  { date: '2027-10-11', name: 'Día del Respeto a la Diversidad Cultural', kind: 'national' },
  { date: '2027-11-20', name: 'Día de la Soberanía Nacional', kind: 'national' },
  { date: '2027-12-08', name: 'Inmaculada Concepción de María', kind: 'national' },
  { date: '2027-12-25', name: 'Navidad', kind: 'national' },
];
