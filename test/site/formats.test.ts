import { expect, test } from 'vitest';
import * as formats from '../../src/site/formats.ts';

const ZONE = 'America/Argentina/Buenos_Aires';
const AT_1530 = Date.UTC(2026, 10, 20, 18, 30);

test('dates and times are es-AR, with a 24-hour clock, in the zone', () => {
  expect(formats.dateAndClock(AT_1530, ZONE)).toBe('viernes 20 de noviembre a las 15:30');
  expect(formats.clock(Date.UTC(2026, 10, 21, 3, 5), ZONE)).toBe('00:05');
  expect(formats.shortWeekday('2026-11-25')).toBe('mié');
});

test.each([
  ['2026-11-20', 'hoy'],
  ['2026-11-21', 'mañana'],
  ['2026-11-22', 'domingo 22 de noviembre'],
])('%s seen from 2026-11-20 is %s', (date, text) => {
  expect(formats.relativeDate(date, '2026-11-20')).toBe(text);
});

test('the day of an instant is the one of the zone, not of UTC', () => {
  const lateEvening = Date.UTC(2026, 10, 21, 1, 0);
  expect(formats.untilText(lateEvening, AT_1530, ZONE)).toBe('hoy a las 22:00');
  expect(formats.untilText(lateEvening + 3_600_000 * 3, AT_1530, ZONE)).toBe(
    'el sábado 21 de noviembre a las 01:00',
  );
});

test.each([
  [45, '45 min'],
  [60, '1 h'],
  [150, '2 h 30 min'],
])('%i minutes last %s', (minutes, text) => {
  expect(formats.durationText(minutes)).toBe(text);
});

test.each([
  [1440, '1 día'],
  [2880, '2 días'],
  [60, '1 hora'],
  [240, '4 horas'],
  [90, '90 minutos'],
])('a policy of %i minutes reads %s', (minutes, text) => {
  expect(formats.spanText(minutes)).toBe(text);
});

test('two months are named when the fortnight has two', () => {
  expect(formats.monthsOf('2026-11-01', '2026-11-14')).toBe('noviembre');
  expect(formats.monthsOf('2026-11-21', '2026-12-04')).toBe('noviembre y diciembre');
});
