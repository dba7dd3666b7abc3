import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { hostFetch } from './host-fetch.ts';
import { missingIsUndefined } from './secrets.ts';
import type { World } from './start-world.ts';
import { readVar } from './worker-options.ts';

const provisionedSchema = z.object({
  tenant: z.object({
    id: z.string(),
    slug: z.string(),
    hosts: z.array(z.string()).min(1),
    ownerEmail: z.string(),
  }),
  /** Only the first time: a key is shown once. */
  apiKey: z.string().optional(),
});

export type ProvisionedTenant = z.infer<typeof provisionedSchema>;

/** Waits until the Worker answers its liveness check. */
export async function waitUntilLive(world: Pick<World, 'url'>, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const response = await hostFetch({ url: world.url, host: 'localhost', path: '/livez' }).catch(
      () => undefined,
    );
    if (response?.ok) {
      return;
    }
    await delay(50);
  }
  throw new Error(`The Worker did not answer ${world.url}/livez within ${timeoutMs / 1000} s.`);
}

/** Puts every tenant of a folder through the onboarding that production uses; safe to repeat. */
export async function provisionTenants(world: World, dir: string): Promise<ProvisionedTenant[]> {
  const provisioned: ProvisionedTenant[] = [];
  for (const slug of await tenantFolders(dir)) {
    provisioned.push(await provisionTenant(world, join(dir, slug, 'tenant.json')));
  }
  return provisioned;
}

async function tenantFolders(dir: string): Promise<string[]> {
  const entries = (await readdir(dir, { withFileTypes: true }).catch(missingIsUndefined)) ?? [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function provisionTenant(world: World, path: string): Promise<ProvisionedTenant> {
  const response = await hostFetch({
    url: world.url,
    host: readVar('CONSOLE_HOST'),
    path: '/api/operator/tenants',
    headers: { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' },
    body: await readFile(path, 'utf8'),
  });
  if (!response.ok) {
    throw new Error(`${path} was refused (${response.status}):\n${await response.text()}`);
  }
  return provisionedSchema.parse(await response.json());
}
