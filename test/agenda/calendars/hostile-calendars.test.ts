import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCalendar } from '../../../src/agenda/calendars/gateway-ical.ts';
import { busyTimesOfCalendar, MAX_BUSY } from '../../../src/agenda/calendars/rules/calendar-busy.ts';

const FROM = Date.parse('2026-11-24T00:00:00Z');
const TO = FROM + 91 * 86_400_000;
const BUENOS_AIRES = 'America/Argentina/Buenos_Aires';

const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...parts: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...parts, 'END:VCALENDAR', ''].join('\r\n');

async function read(text: string, homeZone = BUENOS_AIRES) {
  const parsed = await parseCalendar(text);
  if (parsed === undefined) throw new Error('Not a calendar');
  return busyTimesOfCalendar(parsed, { homeZone, from: FROM, to: TO });
}

/** `2026-12-01T13:00Z/14:00Z`, or with its date where the end is on another day. */
async function busy(...parts: string[]): Promise<string[]> {
  const reading = await read(calendar(...parts));
  if (!reading.ok) throw new Error(reading.detail);
  const text = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z');
  return reading.busy.map(({ startsAt, endsAt }) => {
    const [from, to] = [text(startsAt), text(endsAt)];
    return `${from}/${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
  });
}

describe('a calendar that is hostile or broken', () => {
  it.each([
    [
      'repeats in a way that is not known',
      event('DTSTART:20261201T130000Z', 'DURATION:PT1H', 'RRULE:FREQ=SECONDLY'),
      'repetición',
    ],
    ['has no start', event('SUMMARY:x'), 'sin comienzo'],
    ['has a date that does not exist', event('DTSTART:20261301T130000Z', 'DURATION:PT1H'), 'fecha'],
    [
      'has too many events',
      Array.from({ length: 20_001 }, () => 'BEGIN:VEVENT\r\nEND:VEVENT').join('\r\n'),
      'más de',
    ],
    [
      'has endless rules without end',
      Array.from({ length: 3_000 }, () =>
        event('DTSTART:19000101T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=DAILY;COUNT=99999999'),
      ).join('\r\n'),
      'demasiadas',
    ],
    [
      'is busy every other minute',
      event(
        'DTSTART:20261201T000000Z',
        'DURATION:PT1M',
        `RRULE:FREQ=DAILY;BYMINUTE=${Array.from({ length: 30 }, (_, i) => i * 2)}`,
      ),
      String(MAX_BUSY),
    ],
    [
      'lives by a thousand clocks',
      Array.from({ length: 100 }, (_, i) =>
        event(`DTSTART;TZID=X${i}:20261201T130000`, 'DURATION:PT1H'),
      ).join('\r\n'),
      'husos',
    ],
    [
      'has a clock that makes no sense',
      `BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:20200101T000000\r\nTZOFFSETFROM:x\r\nTZOFFSETTO:x\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n${event('DTSTART;TZID=X:20261201T130000', 'DURATION:PT1H')}`,
      'huso',
    ],
  ])(
    '%s: says so, and soon',
    async (_, part, word) => {
      const startedAt = performance.now();
      const reading = await read(calendar(part)).catch(() => ({
        ok: false as const,
        detail: 'not even iCalendar',
      }));
      expect(reading).toEqual({ ok: false, detail: expect.stringContaining(word) });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
    20_000,
  );

  it('a rule of dates that never come is busy never, and ends', async () => {
    expect(
      await busy(
        event('DTSTART:20261201T130000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'),
      ),
    ).toEqual(['2026-12-01T13:00Z/14:00Z']);
  });

  it.each(['', '<html>', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VCALENDAR\r\nnonsense'])(
    '"%s" is no calendar',
    async (text) => {
      expect(await parseCalendar(text)).toBeUndefined();
    },
  );

  it('one mebibyte of the worst is done with in seconds', async () => {
    const parts = [
      `X-A${';B=C'.repeat(300_000)}:D`,
      `SUMMARY:${'\\n'.repeat(500_000)}`,
      `EXDATE:${'20261201T130000Z,'.repeat(60_000)}20261201T130000Z`,
    ];
    for (const part of parts) {
      const startedAt = performance.now();
      const text = calendar(event('DTSTART:20261201T130000Z', 'DURATION:PT1H', part)).slice(0, 1024 * 1024);
      const parsed = await parseCalendar(`${text}\r\nEND:VEVENT\r\nEND:VCALENDAR`);
      if (parsed !== undefined) busyTimesOfCalendar(parsed, { homeZone: BUENOS_AIRES, from: FROM, to: TO });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    }
  }, 20_000);

  it('whatever the text, nothing is thrown', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        'BEGIN:VEVENT',
        'END:VEVENT',
        'BEGIN:VTIMEZONE',
        'END:VTIMEZONE',
        'DTSTART:20261201T130000Z',
        'RRULE:FREQ=DAILY',
        'EXDATE:x',
      ),
      fc.string({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const parsed = await parseCalendar(calendar(...lines));
        if (parsed !== undefined) busyTimesOfCalendar(parsed, { homeZone: BUENOS_AIRES, from: FROM, to: TO });
      }),
    );
  });
});
