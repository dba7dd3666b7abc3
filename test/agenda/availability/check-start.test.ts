import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkStart } from '../../../src/agenda/availability/rules/check-start.ts';
import type { StartRequest } from '../../../src/agenda/availability/rules/free-gaps.ts';
import { freeStarts } from '../../../src/agenda/availability/rules/free-starts.ts';
import { type Case, cases, holds } from './arbitraries.ts';

const windows = [{ opensAt: 540, closesAt: 780 }];
const request: StartRequest = {
  duration: 40,
  step: 15,
  bufferBefore: 0,
  bufferAfter: 5,
  earliestStart: 555,
  latestStart: 735,
};
const booking = { startsAt: 595, endsAt: 605, bufferBefore: 0, bufferAfter: 0 };

describe('checkStart', () => {
  test.each([
    ['on the grid', 615, { ok: true, windowIndex: 0 }],
    ['right after an interruption', 605, { ok: true, windowIndex: 0 }],
    ['a step after an interruption', 650, { ok: true, windowIndex: 0 }],
    ['at exactly the notice, its own buffer touching the booking', 555, { ok: false, reason: 'busy' }],
    ['before the notice', 540, { ok: false, reason: 'notice' }],
    ['after the booking window', 740, { ok: false, reason: 'window' }],
    ['before the opening', 530, { ok: false, reason: 'outside-hours' }],
    ['over the closing', 741, { ok: false, reason: 'outside-hours' }],
    ['over a booking, even off the grid', 598, { ok: false, reason: 'busy' }],
    ['between two progressions', 617, { ok: false, reason: 'off-grid' }],
  ])('%s', (_, start, verdict) => {
    expect(checkStart({ windows, busy: [booking] }, request, start)).toEqual(verdict);
  });

  it('accepts the first and the last minute that notice and window allow', () => {
    expect(checkStart({ windows, busy: [] }, request, 555).ok).toBe(true);
    expect(checkStart({ windows, busy: [] }, request, 735).ok).toBe(true);
  });

  it('still accepts a shown time after the hold beside it has gone', () => {
    const hold = { startsAt: 540, endsAt: 547, bufferBefore: 0, bufferAfter: 0 };
    const short = [{ opensAt: 540, closesAt: 747 }];
    const asked = { ...request, bufferAfter: 0 };
    const shown = freeStarts(short, [hold], asked).startsAt;
    const time = { windows: short, busy: [], formerlyBusy: [hold] };
    for (const start of shown) expect(checkStart(time, asked, start).ok).toBe(true);
    expect(shown).toContain(562);
    expect(checkStart({ windows: short, busy: [] }, asked, 562)).toEqual({ ok: false, reason: 'off-grid' });
  });

  it('refuses no shown time because somebody holds another one meanwhile', () => {
    holds(1000, fc.property(cases, fc.nat(), nothingShownIsRefused));
  });
});

function nothingShownIsRefused({ windows: open, busy, request: asked }: Case, pick: number): void {
  const shown = freeStarts(open, busy, asked).startsAt;
  const held = shown[pick % Math.max(1, shown.length)];
  if (held === undefined) return;
  const hold = { ...asked, startsAt: held, endsAt: held + asked.duration };
  const after = { windows: open, busy: [...busy, hold].toSorted((a, b) => a.startsAt - b.startsAt) };
  for (const start of shown) {
    const verdict = checkStart(after, asked, start);
    if (!verdict.ok) expect(verdict.reason).toBe('busy');
  }
}
