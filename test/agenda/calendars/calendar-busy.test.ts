import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCalendar } from '../../../src/agenda/calendars/gateway-ical.ts';
import { busyTimesOfCalendar } from '../../../src/agenda/calendars/rules/calendar-busy.ts';
import { nextReading } from '../../../src/agenda/calendars/rules/read-schedule.ts';

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

describe('one event', () => {
  it.each([
    ['in UTC', ['DTSTART:20261201T130000Z', 'DTEND:20261201T140000Z'], ['2026-12-01T13:00Z/14:00Z']],
    ['with a length', ['DTSTART:20261201T130000Z', 'DURATION:PT1H30M'], ['2026-12-01T13:00Z/14:30Z']],
    [
      'in a zone',
      ['DTSTART;TZID=Europe/Madrid:20261201T130000', 'DTEND;TZID=Europe/Madrid:20261201T140000'],
      ['2026-12-01T12:00Z/13:00Z'],
    ],
    [
      'in no zone: that of its owner',
      ['DTSTART:20261201T100000', 'DTEND:20261201T110000'],
      ['2026-12-01T13:00Z/14:00Z'],
    ],
    [
      'all day',
      ['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261202'],
      ['2026-12-01T03:00Z/2026-12-02T03:00Z'],
    ],
    ['all day without an end', ['DTSTART;VALUE=DATE:20261201'], ['2026-12-01T03:00Z/2026-12-02T03:00Z']],
    [
      'of three days, in pieces',
      ['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261204'],
      [
        '2026-12-01T03:00Z/2026-12-02T03:00Z',
        '2026-12-02T03:00Z/2026-12-03T03:00Z',
        '2026-12-03T03:00Z/2026-12-04T03:00Z',
      ],
    ],
    [
      'that began long ago and goes on',
      ['DTSTART:20200101T000000Z', 'DTEND:20261124T100000Z'],
      ['2026-11-24T00:00Z/10:00Z'],
    ],
    ['that is free', ['DTSTART:20261201T130000Z', 'DTEND:20261201T140000Z', 'TRANSP:TRANSPARENT'], []],
    ['that is cancelled', ['DTSTART:20261201T130000Z', 'DTEND:20261201T140000Z', 'STATUS:CANCELLED'], []],
    ['that has no length', ['DTSTART:20261201T130000Z'], []],
    ['that ends before it begins', ['DTSTART:20261201T130000Z', 'DTEND:20261201T120000Z'], []],
    ['of the past', ['DTSTART:20261101T130000Z', 'DTEND:20261101T140000Z'], []],
    ['too far away', ['DTSTART:20270601T130000Z', 'DTEND:20270601T140000Z'], []],
    ['to the second', ['DTSTART:20261201T130030Z', 'DTEND:20261201T135930Z'], ['2026-12-01T13:00Z/14:00Z']],
  ])('%s', async (_, lines, expected) => {
    expect(await busy(event(...lines))).toEqual(expected);
  });

  it('several that overlap or touch are one', async () => {
    expect(
      await busy(
        event('DTSTART:20261201T140000Z', 'DURATION:PT1H'),
        event('DTSTART:20261201T130000Z', 'DURATION:PT1H'),
        event('DTSTART:20261201T133000Z', 'DURATION:PT10M'),
      ),
    ).toEqual(['2026-12-01T13:00Z/15:00Z']);
  });
});

describe('an event that repeats', () => {
  const START = [
    'DTSTART;TZID=America/New_York:20261005T090000',
    'DTEND;TZID=America/New_York:20261005T100000',
  ];

  it('is where it is on the wall, on both sides of a change of the clocks', async () => {
    const found = await busy(
      event(
        'DTSTART;TZID=America/Santiago:20260101T090000',
        'DURATION:PT1H',
        'RRULE:FREQ=WEEKLY;UNTIL=20261210T120000Z',
      ),
    );
    expect(found).toEqual([
      '2026-11-26T12:00Z/13:00Z',
      '2026-12-03T12:00Z/13:00Z',
      '2026-12-10T12:00Z/13:00Z',
    ]);
    const summer = await busy(event(...START, 'RRULE:FREQ=WEEKLY;COUNT=9'));
    expect(summer).toEqual(['2026-11-30T14:00Z/15:00Z']);
  });

  it('leaves its exceptions out, whether they are told in its zone, in UTC or by the day', async () => {
    const exceptions = [
      'EXDATE;TZID=America/New_York:20261130T090000',
      'EXDATE:20261207T140000Z',
      'EXDATE;VALUE=DATE:20261214',
    ];
    expect(await busy(event(...START, 'RRULE:FREQ=WEEKLY;COUNT=12', ...exceptions))).toEqual([
      '2026-12-21T14:00Z/15:00Z',
    ]);
  });

  it('counts what replaces one of its dates in that one’s place', async () => {
    const others = [
      event(
        'RECURRENCE-ID;TZID=America/New_York:20261130T090000',
        'DTSTART:20261201T180000Z',
        'DURATION:PT2H',
      ),
      event(
        'RECURRENCE-ID;TZID=America/New_York:20261207T090000',
        'DTSTART:20261207T140000Z',
        'DURATION:PT1H',
        'STATUS:CANCELLED',
      ),
    ];
    expect(await busy(event(...START, 'RRULE:FREQ=WEEKLY;COUNT=11'), ...others)).toEqual([
      '2026-12-01T18:00Z/20:00Z',
      '2026-12-14T14:00Z/15:00Z',
    ]);
  });

  it('has listed dates besides', async () => {
    expect(
      await busy(
        event('DTSTART:20261201T130000Z', 'DURATION:PT1H', 'RDATE:20261203T130000Z,20261204T150000Z'),
      ),
    ).toEqual(['2026-12-01T13:00Z/14:00Z', '2026-12-03T13:00Z/14:00Z', '2026-12-04T15:00Z/16:00Z']);
  });

  it('is found when one that began before the span reaches into it', async () => {
    expect(
      await busy(event('DTSTART:20261122T220000Z', 'DURATION:PT4H', 'RRULE:FREQ=DAILY;COUNT=2')),
    ).toEqual(['2026-11-24T00:00Z/02:00Z']);
  });

  it('all day, by days of the owner’s zone', async () => {
    const found = await busy(event('DTSTART;VALUE=DATE:20251224', 'RRULE:FREQ=YEARLY'));
    expect(found).toEqual(['2026-12-24T03:00Z/2026-12-25T03:00Z']);
  });
});

describe('zones that a calendar brings itself', () => {
  const zone = (name: string) =>
    [
      'BEGIN:VTIMEZONE',
      `TZID:${name}`,
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ].join('\r\n');

  it('are understood, as Outlook writes them', async () => {
    const name = 'Romance Standard Time';
    const weekly = event(
      `DTSTART;TZID=${name}:20260706T130000`,
      `DTEND;TZID=${name}:20260706T140000`,
      'RRULE:FREQ=WEEKLY;UNTIL=20261201T000000Z',
    );
    expect(await busy(zone(name), weekly)).toEqual(['2026-11-30T12:00Z/13:00Z']);
  });

  it.each([
    ['the name of the zone is worth more', 'America/Argentina/Buenos_Aires', '13:00Z'],
    ['also behind a path', '/freeassociation.sourceforge.net/America/Argentina/Ushuaia', '13:00Z'],
    ['a name that means nothing is the owner’s zone', 'Nowhere', '13:00Z'],
  ])('%s', async (_, name, start) => {
    const own = name === 'Nowhere' ? [] : [zone(name)];
    const [found] = await busy(...own, event(`DTSTART;TZID=${name}:20261201T100000`, 'DURATION:PT1H'));
    expect(found).toContain(`T${start}/`);
  });
});

describe('busy times', () => {
  it('are sorted, apart, within the span and no longer than a day, whatever the events', async () => {
    const one = fc.record({
      ahead: fc.integer({ min: -200, max: 3_000 }),
      hours: fc.integer({ min: 1, max: 100 }),
      rule: fc.constantFrom('', 'RRULE:FREQ=DAILY;COUNT=5', 'RRULE:FREQ=MONTHLY;BYDAY=1MO'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 8 }), async (events) => {
        const lines = events.map(({ ahead, hours, rule }) => {
          const start = new Date(FROM + ahead * 3_600_000).toISOString().replaceAll(/[-:]|\.000/g, '');
          return event(`DTSTART:${start}`, `DURATION:PT${hours}H`, ...(rule === '' ? [] : [rule]));
        });
        const reading = await read(calendar(...lines));
        expect(reading.ok).toBe(true);
        const times = reading.ok ? reading.busy : [];
        for (const [index, { startsAt, endsAt }] of times.entries()) {
          expect(startsAt).toBeGreaterThanOrEqual(Math.max(FROM, times[index - 1]?.endsAt ?? 0));
          expect(endsAt - startsAt).toBeGreaterThan(0);
          expect(endsAt - startsAt).toBeLessThanOrEqual(86_400_000);
          expect(endsAt).toBeLessThanOrEqual(TO);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('a calendar is read every 15 minutes, and less often the longer it fails, but twice a day at least', () => {
  const minutes = [0, 1, 2, 3, 50].map((failures) => nextReading(failures, 0) / 60_000);
  expect(minutes).toEqual([15, 30, 60, 120, 960]);
});
