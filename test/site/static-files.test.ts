import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { BRAND_SCRIPT_VERSION } from '../../src/console/pages/brand.tsx';
import { SCRIPT_VERSION } from '../../src/site/static-files.ts';

const scriptOf = (name: string) => readFileSync(join(import.meta.dirname, '../../src/site/static', name));

test.each([
  ['booking.js', SCRIPT_VERSION],
  ['brand.js', BRAND_SCRIPT_VERSION],
])('the address of %s changes with it', (name, version) => {
  expect(version).toBe(createHash('sha256').update(scriptOf(name)).digest('hex').slice(0, 8));
});

test.each(['booking.js', 'brand.js'])('%s is small', (name) => {
  expect(gzipSync(scriptOf(name)).length).toBeLessThan(2048);
});
