import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, type Config, createClient } from '@libsql/client/web';
import { onTestFinished } from 'vitest';
import {
  startTursoEmulator,
  type TursoEmulator,
  type TursoEmulatorOptions,
} from '../../../src/local/turso/start.ts';

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'turso-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An emulator that ends with its test. */
export async function testEmulator(options: Partial<TursoEmulatorOptions> = {}): Promise<TursoEmulator> {
  const emulator = await startTursoEmulator({ port: 0, dataDir: temporaryDir(), ...options });
  onTestFinished(async () => emulator.stop());
  return emulator;
}

export interface TestDatabase {
  emulator: TursoEmulator;
  hostname: string;
  token: string;
  client: Client;
  open(config?: Partial<Config>): Client;
}

/** A fresh database with table `t (id, name unique, amount check)`. */
export async function testDatabase(options: Partial<TursoEmulatorOptions> = {}): Promise<TestDatabase> {
  const emulator = await testEmulator(options);
  const { hostname, token } = await emulator.createDatabase('shop');
  const open = (config: Partial<Config> = {}) =>
    createClient({ url: emulator.databaseUrl(hostname), authToken: token, ...config });
  const client = open();
  await client.execute(
    'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, amount INTEGER CHECK (amount >= 0))',
  );
  emulator.resetStats();
  return { emulator, hostname, token, client, open };
}

/** What the wire says: the client hides statuses and raw values. */
export async function postPipeline(
  { emulator, hostname, token }: Pick<TestDatabase, 'emulator' | 'hostname' | 'token'>,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${emulator.databaseUrl(hostname)}v2/pipeline`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined };
}

export function execute(sql: string, args: unknown[] = []) {
  return { type: 'execute', stmt: { sql, args } };
}

export async function countRows(client: Client, table = 't'): Promise<number> {
  const { rows } = await client.execute(`SELECT count(*) AS n FROM ${table}`);
  return Number(rows[0]?.n);
}
