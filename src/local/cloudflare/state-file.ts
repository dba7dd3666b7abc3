import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CloudflareState, stateSchema } from './records.ts';

/** More than any local platform has; a test sets a smaller one. */
const QUOTA = 1_000;

export function readState(path: string): CloudflareState {
  if (existsSync(path)) return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    apiToken: randomBytes(30).toString('base64url'),
    clockAheadMs: 0,
    quota: QUOTA,
    fallbackOrigin: null,
    hostnames: [],
    elsewhere: [],
    dns: {},
  };
}

/** Written aside and renamed: a crash leaves the old state or the new one. */
export function writeState(path: string, state: CloudflareState): void {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.new`;
  writeFileSync(aside, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(aside, path);
}
