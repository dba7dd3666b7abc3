import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SCRIPT_VERSION } from '../../src/site/static-files.ts';

const script = readFileSync(join(import.meta.dirname, '../../src/site/static/booking.js'));

test('the address of the script changes with the script', () => {
  expect(SCRIPT_VERSION).toBe(createHash('sha256').update(script).digest('hex').slice(0, 8));
});

test('the script is small', () => {
  expect(gzipSync(script).length).toBeLessThan(2048);
});
