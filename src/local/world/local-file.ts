import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { ProvisionedTenant } from './provision.ts';
import { missingIsUndefined, writePrivateJson } from './secrets.ts';
import type { World } from './start-world.ts';

const localFileSchema = z.object({
  worker: z.object({ url: z.string() }),
  operator: z.object({ token: z.string(), host: z.string().default('') }),
  tenants: z.array(
    z.object({
      slug: z.string(),
      host: z.string(),
      /** Its own domains, besides the platform's subdomain. */
      domains: z.array(z.string()).default([]),
      ownerEmail: z.string(),
      apiKey: z.string().optional(),
    }),
  ),
  services: z.record(z.string(), z.string()),
});

/** `.data/local.json`: what a script or a person needs to use the local world. */
export type LocalFile = z.infer<typeof localFileSchema>;

export async function readLocalFile(path: string): Promise<LocalFile | undefined> {
  const text = await readFile(path, 'utf8').catch(missingIsUndefined);
  return text === undefined ? undefined : localFileSchema.parse(JSON.parse(text));
}

/** Writes local.json, keeping API keys that an earlier start was given: they are shown only once. */
export async function writeLocalFile(world: World, provisioned: ProvisionedTenant[]): Promise<LocalFile> {
  const before = await readLocalFile(world.paths.local);
  const keptKeys = new Map(before?.tenants.map((tenant) => [tenant.slug, tenant.apiKey]));
  const file: LocalFile = {
    worker: { url: world.url },
    operator: { token: world.operatorToken, host: world.consoleHost },
    tenants: provisioned.map(({ tenant, apiKey }) => ({
      slug: tenant.slug,
      host: tenant.hosts[0] ?? '',
      domains: tenant.hosts.slice(1),
      ownerEmail: tenant.ownerEmail,
      ...keyOf(apiKey ?? keptKeys.get(tenant.slug)),
    })),
    services: { turso: world.tursoUrl, cloudflare: world.cloudflareUrl, mail: world.mail.url },
  };
  await writePrivateJson(world.paths.local, file);
  return file;
}

function keyOf(apiKey: string | undefined): { apiKey?: string } {
  return apiKey === undefined ? {} : { apiKey };
}
