import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type CloudflareEmulator,
  type CloudflareEmulatorOptions,
  startCloudflareEmulator,
} from '../../../src/local/cloudflare/start.ts';

const ZONE = 'plataforma.example';
export const SHOP = 'turnos.tienda.com.ar';
export const DV = { method: 'txt', type: 'dv' };

/** An emulator that ends with its test. */
export async function testEmulator(
  options: Partial<CloudflareEmulatorOptions> = {},
): Promise<CloudflareEmulator> {
  const dataDir = options.dataDir ?? temporaryDir();
  const emulator = await startCloudflareEmulator({ port: 0, zoneName: ZONE, ...options, dataDir });
  onTestFinished(() => emulator.stop());
  return emulator;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cloudflare-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared as they come over the wire
type Wire = any;

/** A call of the custom hostnames' API, as its answer comes over the wire. */
export async function call(
  emulator: CloudflareEmulator,
  method: string,
  path = '',
  body?: unknown,
): Promise<{ status: number; json: Wire }> {
  const url = `${emulator.url}/client/v4/zones/${emulator.zoneId}/custom_hostnames${path}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${emulator.apiToken}` },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

export async function created(emulator: CloudflareEmulator, hostname = SHOP): Promise<string> {
  const { status, json } = await call(emulator, 'POST', '', { hostname, ssl: DV });
  if (status !== 201) throw new Error(JSON.stringify(json));
  return json.result.id;
}

export async function statuses(emulator: CloudflareEmulator, id: string): Promise<[string, string]> {
  const { json } = await call(emulator, 'GET', `/${id}`);
  return json.success ? [json.result.status, json.result.ssl.status] : ['none', 'none'];
}
