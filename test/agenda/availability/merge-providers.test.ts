import { describe, expect, it } from 'vitest';
import type { ProviderStarts } from '../../../src/agenda/availability/rules/merge-providers.ts';
import { mergeProviders } from '../../../src/agenda/availability/rules/merge-providers.ts';

const date = '2026-06-15';

function offer(
  providerId: string,
  booked: number,
  startsAt: number[],
  locationId = 'centro',
): ProviderStarts {
  return {
    providerId,
    windows: [{ date, locationId }],
    starts: { startsAt, windowIndex: startsAt.map(() => 0) },
    bookedMinutes: new Map([[date, booked]]),
  };
}

function chosen(providers: ProviderStarts[]): string[] {
  const merged = mergeProviders(providers);
  return merged.startsAt.map((start, row) => {
    const provider = providers[merged.provider[row]!]!;
    const place = provider.windows[merged.windowIndex[row]!]!.locationId;
    return `${start} ${place} ${provider.providerId} of ${merged.providersFree[row]}`;
  });
}

describe('mergeProviders', () => {
  it('chooses who has the least booked that day', () => {
    expect(chosen([offer('ana', 90, [540, 600]), offer('beto', 30, [540, 660])])).toEqual([
      '540 centro beto of 2',
      '600 centro ana of 1',
      '660 centro beto of 1',
    ]);
  });

  it('chooses the lowest id among equals, in whatever order they come', () => {
    const all = [offer('carla', 30, [540]), offer('ana', 30, [540]), offer('beto', 30, [540])];
    expect(chosen(all)).toEqual(['540 centro ana of 3']);
    expect(chosen(all.toReversed())).toEqual(['540 centro ana of 3']);
  });

  it('keeps locations apart', () => {
    expect(chosen([offer('ana', 0, [540]), offer('beto', 90, [540], 'palermo')])).toEqual([
      '540 centro ana of 1',
      '540 palermo beto of 1',
    ]);
  });

  it('counts each local date by itself', () => {
    const twoDays = (providerId: string, first: number, second: number): ProviderStarts => ({
      providerId,
      windows: [date, '2026-06-16'].map((day) => ({ date: day, locationId: 'centro' })),
      starts: { startsAt: [540, 1980], windowIndex: [0, 1] },
      bookedMinutes: new Map([
        [date, first],
        ['2026-06-16', second],
      ]),
    });
    expect(chosen([twoDays('ana', 60, 0), twoDays('beto', 0, 60)])).toEqual([
      '540 centro beto of 2',
      '1980 centro ana of 2',
    ]);
  });
});
