import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { hostFetch } from './host-fetch.ts';
import { missingIsUndefined } from './secrets.ts';
import type { World } from './start-world.ts';
import { parseJson, readTenantFile } from './tenant-file.ts';
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
  const response = await callOperator(world, '/tenants', await readTenantFile(path));
  if (!response.ok) throw new Error(explainRefusal(path, response.status, await response.text()));
  const { tenant, ...rest } = provisionedSchema.parse(await response.json());
  const [platformHost = '', ...serving] = tenant.hosts;
  const pointed = await pointDomains(world, tenant.slug);
  return { ...rest, tenant: { ...tenant, hosts: [platformHost, ...serving, ...pointed] } };
}

const domainsSchema = z.object({
  data: z.array(
    z.object({
      host: z.string(),
      isServing: z.boolean(),
      missing: z.array(z.object({ type: z.enum(['CNAME', 'TXT']), name: z.string(), value: z.string() })),
    }),
  ),
});

/**
 * Does what a shop does at its DNS service: adds the records that its domains say they miss, and has them looked at.
 * Answers the domains that serve since.
 */
export async function pointDomains(
  world: Pick<World, 'url' | 'operatorToken' | 'cloudflare'>,
  slug: string,
): Promise<string[]> {
  const path = `/tenants/${slug}/domains`;
  const { data } = domainsSchema.parse(await (await callOperator(world, path)).json());
  const waiting = data.filter(({ isServing }) => !isServing);
  for (const { host, missing } of waiting) {
    for (const { type, name, value } of missing) {
      world.cloudflare.dns.set(name, type === 'CNAME' ? { CNAME: value } : { TXT: [value] });
    }
    const checked = await callOperator(world, `${path}/${host}/check`, {});
    if (!checked.ok) throw new Error(`${host} could not be checked: ${await checked.text()}`);
  }
  const after = domainsSchema.parse(await (await callOperator(world, path)).json());
  const isWaiting = (host: string) => waiting.some((domain) => domain.host === host);
  return after.data.filter(({ host, isServing }) => isServing && isWaiting(host)).map(({ host }) => host);
}

/** @param body without one it is a GET */
function callOperator(
  world: Pick<World, 'url' | 'operatorToken'>,
  path: string,
  body?: unknown,
): Promise<Response> {
  return hostFetch({
    url: world.url,
    host: readVar('CONSOLE_HOST'),
    path: `/api/operator${path}`,
    headers: { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/** One line for each wrong field: the file, the field, and what to change. */
function explainRefusal(path: string, status: number, text: string): string {
  const problem = problemSchema.safeParse(parseJson(path, text));
  if (!problem.success) return `${path} was refused (${status}): ${text}`;
  const fields = problem.data.errors.map(({ pointer, detail }) => `  ${path} ${pointer}: ${detail}`);
  return [`${path} was refused (${status}): ${problem.data.detail}`, ...fields].join('\n');
}
