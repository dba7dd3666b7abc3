import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';

it('there are at least twenty planted bugs, each with a name of its own', () => {
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(20);
});

it.each(PLANTED_BUGS)('$name: the text that it changes is there', ({ patches }) => {
  for (const { file, find, replace } of patches) {
    expect(readFileSync(file, 'utf8')).toContain(find);
    expect(find).not.toBe(replace);
  }
});
