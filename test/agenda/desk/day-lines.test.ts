import { expect, it } from 'vitest';
import type { BusyRow } from '../../../src/agenda/availability/rules/provider-time.ts';
import { dayLines } from '../../../src/agenda/desk/rules/day-lines.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A day that begins at instant 0; hours are of that day. */
function row(ownerType: BusyRow['ownerType'], ownerId: string, from: number, to: number): BusyRow {
  const plain = { placeId: null, party: null, seats: 1, expiresAt: null, bufferBefore: 0, bufferAfter: 0 };
  return { ...plain, subjectId: 'prv_1', ownerType, ownerId, startsAt: from * HOUR, endsAt: to * HOUR };
}

function linesOf(rows: readonly BusyRow[], bookings: Parameters<typeof dayLines>[0]['bookings'] = []) {
  const windows = [{ opensAt: 9 * 60, closesAt: 17 * 60, date: '1970-01-01', locationId: 'loc_1' }];
  const span = { startsAt: 0, endsAt: 24 * HOUR };
  const lines = dayLines({ providerId: 'prv_1', span, windows, rows, bookings });
  return lines.map(({ kind, startsAt, endsAt }) => [kind, startsAt / HOUR, endsAt / HOUR]);
}

it('an empty day is free from the first to the last hour', () => {
  expect(linesOf([])).toEqual([['free', 9, 17]]);
});

it('what a calendar takes without a break is one line, two calendars or two meetings apart are two', () => {
  const rows = [
    row('external', 'cal_1', 9, 10),
    row('external', 'cal_1', 10, 11),
    row('external', 'cal_1', 12, 13),
  ];
  expect(linesOf(rows)).toEqual([
    ['external', 9, 11],
    ['free', 11, 12],
    ['external', 12, 13],
    ['free', 13, 17],
  ]);
});

it('a hold of a service that works by itself for a while is one line, and the gap in it is free', () => {
  const rows = [row('hold', 'hld_1', 10, 11), row('hold', 'hld_1', 12, 13)];
  expect(linesOf(rows)).toEqual([
    ['free', 9, 10],
    ['hold', 10, 13],
    ['free', 11, 12],
    ['free', 13, 17],
  ]);
});

it('the buffers around a booking are neither free nor part of it', () => {
  const item = {
    serviceId: 'srv_1',
    resourceIds: [],
    priceCentavos: 0,
    startsAt: 10 * HOUR,
    endsAt: 11 * HOUR,
  };
  const booked = { ...row('booking', 'bkg_1', 10, 11), bufferBefore: HOUR / 2, bufferAfter: HOUR };
  const bookings = [{ id: 'bkg_1', locationId: 'loc_1', items: [{ ...item, providerIds: ['prv_1'] }] }];
  expect(linesOf([booked], bookings)).toEqual([
    ['free', 9, 9.5],
    ['booking', 10, 11],
    ['free', 12, 17],
  ]);
});

it('of a visit, a provider sees from the first to the last service that they give, and nothing of others', () => {
  const item = (from: number, providerId: string) => ({
    serviceId: 'srv_1',
    resourceIds: [],
    priceCentavos: 0,
    providerIds: [providerId],
    startsAt: from * HOUR,
    endsAt: (from + 1) * HOUR,
  });
  const visit = {
    id: 'bkg_1',
    locationId: 'loc_1',
    items: [item(9, 'prv_2'), item(10, 'prv_1'), item(11, 'prv_1')],
  };
  const other = { id: 'bkg_2', locationId: 'loc_1', items: [item(14, 'prv_2')] };
  expect(linesOf([row('booking', 'bkg_1', 10, 12)], [visit, other])).toEqual([
    ['free', 9, 10],
    ['booking', 10, 12],
    ['free', 12, 17],
  ]);
});

it('a gap too short for anything is not told, nor what lies on another day', () => {
  const rows = [row('block', 'blk_1', -10, -2), row('block', 'blk_2', 9 + 4 / 60, 17)];
  expect(linesOf(rows)).toEqual([['block', 9 + 4 / 60, 17]]);
});
