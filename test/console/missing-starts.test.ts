import { describe, expect, it } from 'vitest';
import type { MissingSlot } from '../../src/agenda/availability/contract.ts';
import { dayOfStarts } from '../../src/console/rules/missing-starts.ts';

const at = (clock: string) => `2026-12-01T${clock}:00-03:00`;
const ms = (clock: string) => Date.parse(at(clock));
const slot = (clock: string) => ({
  startsAt: at(clock),
  endsAt: at(clock),
  providerId: 'prv_1',
  locationId: 'loc_1',
  seatsLeft: 1,
  price: { amount: 100, currency: 'ARS' as const },
});
const missing = (clock: string | null, rule: string, more: Partial<MissingSlot> = {}): MissingSlot => ({
  date: '2026-12-01',
  startsAt: clock === null ? null : at(clock),
  providerId: 'prv_1',
  rule,
  changedBy: 'owner',
  ...more,
});

/** Long before the day, unless told. */
function dayOf(found: Parameters<typeof dayOfStarts>[0], clock = '00:00') {
  return dayOfStarts(found, ms(clock));
}

describe('a day of starts', () => {
  it('tells offered and missing starts in order, each missing one by its rule', () => {
    const day = dayOf({
      slots: [slot('11:00')],
      missing: [missing('11:30', 'notice'), missing('10:00', 'booking')],
    });
    expect(day.offered).toBe(1);
    expect(day.starts).toEqual([
      { startsAt: ms('10:00'), rule: 'booking' },
      { startsAt: ms('11:00'), rule: undefined },
      { startsAt: ms('11:30'), rule: 'notice' },
    ]);
  });

  it('parts what has gone by from what is too soon', () => {
    const found = { slots: [], missing: [missing('10:00', 'notice'), missing('12:00', 'notice')] };
    expect(dayOf(found, '11:00').starts.map(({ rule }) => rule)).toEqual(['past', 'notice']);
    expect(dayOf(found, '10:00').starts.map(({ rule }) => rule)).toEqual(['notice', 'notice']);
  });

  it('does not miss what somebody else offers', () => {
    const day = dayOf({ slots: [slot('10:00')], missing: [missing('10:00', 'booking')] });
    expect(day.reasons).toEqual([]);
    expect(day.starts).toEqual([{ startsAt: ms('10:00'), rule: undefined }]);
  });

  it('puts starts that follow each other into one range, and breaks it where one lies between', () => {
    const clocks = ['10:00', '10:15', '10:30', '12:00', '12:15'];
    const day = dayOf({ slots: [], missing: clocks.map((clock) => missing(clock, 'booking')) });
    expect(day.reasons).toMatchObject([
      {
        rule: 'booking',
        count: 5,
        people: [
          {
            providerId: 'prv_1',
            ranges: [
              { from: ms('10:00'), to: ms('10:30') },
              { from: ms('12:00'), to: ms('12:15') },
            ],
          },
        ],
      },
    ]);
  });

  it('counts a start once however many providers miss it, and says whose it is', () => {
    const day = dayOf({
      slots: [],
      missing: [missing('10:00', 'block'), missing('10:00', 'block', { providerId: 'prv_2' })],
    });
    expect(day.reasons[0]?.count).toBe(1);
    expect(day.reasons[0]?.people.map(({ providerId }) => providerId)).toEqual(['prv_1', 'prv_2']);
  });

  it('keeps apart who can change it, names holidays once, and puts hours last', () => {
    const holiday = { detail: 'Inmaculada Concepción' };
    const day = dayOf({
      slots: [],
      missing: [
        missing(null, 'holiday', holiday),
        missing(null, 'holiday', { ...holiday, providerId: 'prv_2' }),
        missing('09:00', 'closed'),
        missing('09:30', 'closed'),
        missing('10:00', 'exception', { changedBy: 'provider' }),
        missing('10:00', 'exception', { changedBy: 'owner', providerId: 'prv_2' }),
        missing('11:00', 'notice', { changedBy: 'customer-earlier' }),
      ],
    });
    expect(day.reasons.map(({ rule, changedBy, count }) => [rule, changedBy, count])).toEqual([
      ['notice', 'customer-earlier', 1],
      ['closed', 'owner', 2],
      ['exception', 'provider', 1],
      ['exception', 'owner', 1],
      ['holiday', 'owner', 0],
    ]);
    expect(day.reasons.at(-1)?.details).toEqual(['Inmaculada Concepción']);
    // Hours are no start of anybody's day: the mosaic shows what became of working time.
    expect(day.starts).toEqual([{ startsAt: ms('11:00'), rule: 'notice' }]);
  });
});
