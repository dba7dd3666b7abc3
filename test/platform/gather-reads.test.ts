import { expect, test } from 'vitest';
import { createGathering } from '../../src/platform/gather-reads.ts';

const ignore = () => undefined;

/** A read that ends when told, and counts how often it began. */
function controlledRead() {
  const pending: ((value: number) => void)[] = [];
  let begun = 0;
  const read = () => {
    begun++;
    return new Promise<number>((resolve) => pending.push(resolve));
  };
  return { read, begun: () => begun, finish: (value: number) => pending.shift()?.(value) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('who asks while enough reads are under way gets the next one, shared by all of them', async () => {
  const source = controlledRead();
  const gathering = createGathering<number>();
  const first = Promise.all([1, 2, 3, 4].map(() => gathering.read('a', source.read, ignore)));
  const others = Promise.all([1, 2, 3].map(() => gathering.read('a', source.read, ignore)));
  expect(source.begun()).toBe(4);
  source.finish(1);
  await settled();
  expect(source.begun()).toBe(5);
  for (const value of [1, 1, 1, 2]) source.finish(value);
  expect(await first).toEqual([1, 1, 1, 1]);
  expect(await others).toEqual([2, 2, 2]);
});

test('a read that fails fails for those who shared it, and the next one is made anew', async () => {
  const gathering = createGathering<number>();
  const slow = controlledRead();
  const busy = [1, 2, 3, 4].map(() => gathering.read('a', slow.read, ignore));
  const failing = [1, 2].map(() => gathering.read('a', () => Promise.reject(new Error('down')), ignore));
  const refused = Promise.allSettled(failing);
  for (const value of busy.keys()) slow.finish(value);
  expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await settled();
  expect(await gathering.read('a', () => Promise.resolve(8), ignore)).toBe(8);
});

test('different keys never wait for each other', async () => {
  const slow = controlledRead();
  const gathering = createGathering<number>();
  const waiting = gathering.read('slow', slow.read, ignore);
  expect(await gathering.read('quick', () => Promise.resolve(5), ignore)).toBe(5);
  slow.finish(1);
  await waiting;
});

test('nobody is ever answered by a read that began before they asked', async () => {
  let version = 0;
  const gathering = createGathering<number>();
  const read = async () => {
    const seen = version;
    await settled();
    return seen;
  };
  const answers: boolean[] = [];
  for (let round = 0; round < 20; round++) {
    version++;
    const mine = version;
    answers.push(
      ...(await Promise.all(
        [0, 1, 2, 3, 4, 5, 6].map(async () => (await gathering.read('a', read, ignore)) >= mine),
      )),
    );
  }
  expect(answers.every(Boolean)).toBe(true);
});
