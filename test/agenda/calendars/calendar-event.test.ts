import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import {
  type CalendarEvent,
  calendarFile as fileOf,
} from '../../../src/agenda/calendars/rules/calendar-event.ts';

const EVENT: CalendarEvent = {
  uid: 'bkg_1@turnos.ejemplo.com.ar',
  sequence: 3,
  status: 'confirmed',
  startsAt: Date.UTC(2026, 10, 21, 18, 30),
  endsAt: Date.UTC(2026, 10, 21, 19, 0),
  createdAt: Date.UTC(2026, 10, 1, 12, 0, 7, 250),
  updatedAt: Date.UTC(2026, 10, 2, 12, 0),
  summary: 'Corte clásico · Barbería',
  description: 'Con Nicolás.\nCódigo K7M4-Q2XR.',
  location: 'Av. Cabildo 1862, 4.º B; timbre \\ 2',
  url: 'https://turnos.ejemplo.com.ar/turno/bkg_1/token',
};

const calendarFile = (event: CalendarEvent) => fileOf('Barbería Palermo', event);

function parse(text: string): ICAL.Event {
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  if (component === null) throw new Error('No event');
  return new ICAL.Event(component);
}

test('a calendar reads back what the booking says', () => {
  const event = parse(calendarFile(EVENT));
  expect(event.uid).toBe(EVENT.uid);
  expect(event.sequence).toBe(3);
  expect(event.summary).toBe(EVENT.summary);
  expect(event.description).toBe(EVENT.description);
  expect(event.location).toBe(EVENT.location);
  expect(event.startDate.toJSDate().getTime()).toBe(EVENT.startsAt);
  expect(event.endDate.toJSDate().getTime()).toBe(EVENT.endsAt);
});

test('times are in UTC and whole seconds, whatever the instant', () => {
  expect(calendarFile(EVENT)).toContain('\r\nDTSTART:20261121T183000Z\r\n');
  expect(calendarFile(EVENT)).toContain('\r\nCREATED:20261101T120007Z\r\n');
});

test('it is a file to keep, not an invitation; a cancelled one frees the time', () => {
  expect(calendarFile(EVENT)).not.toContain('METHOD');
  expect(calendarFile(EVENT)).toContain('\r\nSTATUS:CONFIRMED\r\n');
  const cancelled = calendarFile({ ...EVENT, status: 'cancelled' });
  expect(cancelled).toContain('\r\nSTATUS:CANCELLED\r\n');
  expect(cancelled).toContain('\r\nTRANSP:TRANSPARENT\r\n');
});

test('a long line is cut at 75 octets, never inside a character', () => {
  const lines = calendarFile({ ...EVENT, summary: 'x'.repeat(200), description: 'ñ'.repeat(100) }).split(
    '\r\n',
  );
  const lengths = lines.map((line) => Buffer.byteLength(line));
  expect(Math.max(...lengths)).toBe(75);
  expect(lines.filter((line) => line.startsWith(' ñ')).map((line) => Buffer.byteLength(line))).toContain(75);
});

test('no line passes 75 octets and no text can start a line of its own', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 300 });
  fc.assert(
    fc.property(anyText, anyText, (summary, description) => {
      const text = calendarFile({ ...EVENT, summary, description });
      for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const event = parse(text);
      expect(event.summary).toBe(withoutControls(summary));
      expect(event.description).toBe(withoutControls(description));
    }),
  );
  expect(calendarFile({ ...EVENT, summary: 'A\r\nATTACH:http://x' })).not.toContain('\r\nATTACH');
});

function withoutControls(text: string): string {
  return text.replaceAll(/\r\n|\r/g, '\n').replaceAll(/(?!\n)\p{Cc}/gu, '');
}
