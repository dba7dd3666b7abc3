import type { TursoEmulator } from '../../../src/local/turso/start.ts';

/** A call of the control plane with its own token. */
export async function callPlatform(emulator: TursoEmulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/v1/organizations/${emulator.organization}/${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.apiToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}
