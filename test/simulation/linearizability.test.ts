import { describe, expect, it } from 'vitest';
import { AGENDA } from './agenda-model.ts';
import { BAD_HISTORIES, GOOD_HISTORIES } from './known-histories.ts';
import { checkLinearizability } from './linearizability.ts';

describe('the checker of histories', () => {
  it('is shown at least twenty bad ones', () => {
    expect(new Set(BAD_HISTORIES.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
  });

  it.each(BAD_HISTORIES)('rejects: $name', ({ operations }) => {
    expect(checkLinearizability(operations, { model: AGENDA })).toBe('not-linearizable');
    expect(checkLinearizability(operations.toReversed(), { model: AGENDA })).toBe('not-linearizable');
  });

  it.each(GOOD_HISTORIES)('accepts: $name', ({ operations }) => {
    expect(checkLinearizability(operations, { model: AGENDA })).toBe('linearizable');
    expect(checkLinearizability(operations.toReversed(), { model: AGENDA })).toBe('linearizable');
  });

  it('says that it does not know when its patience ends', () => {
    const [history] = GOOD_HISTORIES.slice(-1);
    expect(checkLinearizability(history!.operations, { model: AGENDA, patience: 1 })).toBe('undecided');
  });

  it('decides a long history of many at once', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      GOOD_HISTORIES[2]!.operations.map((operation) => shifted(operation, index)),
    );
    expect(checkLinearizability(many.flat(), { model: AGENDA })).toBe('linearizable');
  });
});

/** The same, later in time and later in the day. */
function shifted<Operation extends (typeof GOOD_HISTORIES)[0]['operations'][0]>(
  operation: Operation,
  by: number,
): Operation {
  const { invokedAt, respondedAt } = operation;
  const times = 'times' in operation ? operation.times : [];
  return {
    ...operation,
    ...('ownerId' in operation && { ownerId: `${operation.ownerId}${by}` }),
    ...('times' in operation && {
      times: times.map((time) => ({
        ...time,
        ownerId: `${time.ownerId}${by}`,
        startsAt: time.startsAt + by * 60,
        endsAt: time.endsAt + by * 60,
      })),
    }),
    invokedAt: invokedAt + by * 5,
    respondedAt: respondedAt + by * 5,
  };
}
