import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../src/kernel/events.ts';

const AREAS = ['agenda', 'people', 'partners', 'tenancy', 'outreach', 'operations'];

/** The names that a file in a slice may bear; each says the file's layer. */
const AGREED = [
  /^contract\.ts$/,
  /^[a-z]+-contract\.ts$/,
  /^tables\.ts$/,
  /^store\.ts$/,
  /^rules\.ts$/,
  /^routes\.tsx?$/,
  /^gateway-[a-z]+\.ts$/,
  /^on-[a-z-]+\.ts$/,
  /^[a-z]+(-[a-z]+)*-(object|entrypoint)\.ts$/,
  /^[a-z]+(-[a-z]+)*-(page|letter)\.tsx$/,
  // A use case or a part of one: a verb and what it is done to.
  /^(accept|admit|advance|announce|apply|book|cancel|change|check|choose|confirm|consume|create|decline|delete|deliver|draft|expand|expire|explain|export|find|free|import|join|leave|list|load|manage|migrate|move|note|occupy|open|plan|present|preview|propose|publish|purge|read|reassign|record|recognize|reconcile|refuse|relay|release|remove|replay|reschedule|restore|resume|seal|sign|start|suspend|take|tell|verify)-[a-z-]+\.ts$/,
  // The nouns that a slice is built around.
  /^(claim-ledger|provider-lock|slot-locks|local-changes|operator-context|manage-link)\.ts$/,
];

const slices = AREAS.flatMap((area) => globSync(`src/${area}/*/*.{ts,tsx}`));

/** One file for each line of business, named after it. */
const DATA = 'src/tenancy/verticals';

test('every file of a slice bears an agreed name', () => {
  const strangers = slices.filter(
    (file) => dirname(file) !== DATA && !AGREED.some((name) => name.test(basename(file))),
  );
  expect(strangers).toEqual([]);
});

test('a slice holds 1 to 16 files', () => {
  const sizes = Map.groupBy(slices, (file) => dirname(file));
  const crowded = [...sizes].filter(([, files]) => files.length > 16).map(([slice]) => slice);
  expect(crowded).toEqual([]);
});

test('every event type is emitted somewhere, and no other is', () => {
  const sources = slices.map((file) => readFileSync(file, 'utf8')).join('\n');
  const emitted = new Set(
    [...sources.matchAll(/\b(?:type|event): '([a-z]+\.[a-z-]+)'/g)].map(([, type]) => type),
  );
  expect([...emitted].sort()).toEqual([...EVENT_TYPES].sort());
});

test('every action is reached: by a route of the API or by a page', () => {
  const sources = [...globSync('src/*/*/routes.ts'), ...globSync('src/site/**/*.{ts,tsx}')];
  const reached = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const declared = slices.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/export const (\w+) = action\(\{/g)].map(([, name]) => name),
  );
  expect(declared.length).toBeGreaterThan(20);
  expect(
    declared.filter(
      (name) => !new RegExp(`(endpoint\\(\\s*'[^']+',\\s*|act(?:Once)?\\(\\s*)${name}\\b`).test(reached),
    ),
  ).toEqual([]);
});

test('the code reads no clock and draws no random number where it cannot be injected', () => {
  const pure = [
    ...globSync('src/kernel/**/*.ts'),
    ...globSync('src/**/rules/*.ts'),
    ...globSync('src/**/rules.ts'),
  ];
  const impure = pure.filter((file) =>
    /\bDate\.now\(|\bnew Date\(|Math\.random\(|\bcrypto\.|Temporal\.Now/.test(readFileSync(file, 'utf8')),
  );
  expect(impure).toEqual([]);
});
