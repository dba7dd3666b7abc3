import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isAllowed, SCOPES } from '../../src/kernel/actor.ts';
import { TENANT_ENDPOINTS } from '../../src/tenant-endpoints.ts';

/** The one door, and what opens it for others. */
const DOOR = 'src/agenda/occupancy/occupy-time.ts';

/** Every action that makes time busy or gives it back. A new one is added here when its tests race it. */
const TOUCHES_TIME = [
  'blocks.create',
  'blocks.remove',
  'bookings.cancel',
  'bookings.confirm',
  'bookings.create',
  'bookings.reschedule',
  'desk.book',
  'desk.import',
  'desk.reassign',
  'desk.walk-in',
  'external-calendars.delete',
  'external-calendars.read',
  'holds.create',
  'holds.release',
  'series.cancel',
  'series.create',
  'series.move',
  'waitlist.accept',
  'waitlist.decline',
  'waitlist.leave',
];

const files = globSync('src/**/*.{ts,tsx}').filter((file) => !file.startsWith('src/local/'));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

/** What a file imports of this project, as far as it runs: types do nothing. */
function importsOf(file: string): { from: string; names: string }[] {
  const found = (sources.get(file) ?? '').matchAll(/^import (?!type)([^;]*?) from '(\.[^']+)';/gms);
  return [...found].map(([, names = '', path = '']) => ({ from: join(dirname(file), path), names }));
}

/** The files whose code runs when an action of this file does. */
function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { from } of importsOf(file)) reachedFrom(from, seen);
  return seen;
}

test('only the door writes and deletes busy times', () => {
  const writers = files.filter((file) =>
    /\b(?:insert|delete|update)\(busyTimes\)|INSERT INTO busy_times|DELETE FROM busy_times/.test(
      sources.get(file) ?? '',
    ),
  );
  expect(writers).toEqual(['src/agenda/occupancy/store.ts']);
  const users = files.filter((file) =>
    importsOf(file).some(({ names }) => /\b(?:insertBusyTime|deleteBusyTimesOf)\b/.test(names)),
  );
  expect(users).toEqual([DOOR]);
});

test('only the door asks the locks', () => {
  const claimers = files.filter((file) => /\bslots\.claim\(/.test(sources.get(file) ?? ''));
  expect(claimers).toEqual([DOOR]);
});

test('the actions that touch anybody’s time are these, and each goes through the door', () => {
  const fileOf = new Map<string, string>();
  for (const [file, source] of sources)
    for (const [, name = ''] of source.matchAll(/\baction\(\{[^}]*?name: '([^']+)'/gs))
      fileOf.set(name, file);
  const owner = { type: 'api-key', keyId: 'key_1', scopes: SCOPES } as const;
  const writes = TENANT_ENDPOINTS.filter(
    ({ method, action }) => method !== 'get' && isAllowed(owner, action.permission),
  ).map(({ action }) => action.name);
  const through = writes.filter((name) => reachedFrom(fileOf.get(name) ?? '').has(DOOR));
  expect(writes.length).toBeGreaterThan(TOUCHES_TIME.length);
  expect(through.toSorted()).toEqual(TOUCHES_TIME);
});
