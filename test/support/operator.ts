import { readFile } from 'node:fs/promises';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { loadSecrets } from '../../src/local/world/secrets.ts';
import type { World } from '../../src/local/world/start-world.ts';
import { type Database, openDatabase } from '../../src/platform/database-client.ts';

type Reached = Pick<World, 'url' | 'operatorToken'>;

interface OperatorAnswer<Body> {
  readonly status: number;
  readonly body: Body & { readonly code?: string; readonly detail?: string };
}

/** A request to the operator's API, `GET /tenants` or `POST /tenants/x/backups`. */
export async function asOperator<Body = Record<string, unknown>>(
  world: Reached,
  route: string,
  json?: unknown,
): Promise<OperatorAnswer<Body>> {
  const [method = 'GET', path = ''] = route.split(' ');
  const isSent = method !== 'GET' && method !== 'DELETE';
  const answer = await hostFetch({
    url: world.url,
    host: 'console.localhost',
    path: `/api/operator${path}`,
    method,
    headers: { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' },
    ...(isSent && { body: JSON.stringify(json ?? {}) }),
  });
  return { status: answer.status, body: (await answer.json()) as OperatorAnswer<Body>['body'] };
}

/** The registry, behind the Worker's back. */
export async function openRegistryOf(world: World): Promise<Database> {
  const { registry } = await loadSecrets(world.paths.secrets);
  if (registry === undefined) throw new Error('This world has no registry');
  return openDatabase({ url: world.turso.databaseUrl(registry.hostname), token: registry.token });
}

export interface NewTenant {
  readonly id: string;
  readonly slug: string;
  readonly host: string;
  readonly apiKey: string;
}

const AT_ONCE = 4;

/** What the operator's API takes for a barbershop of that name. */
export async function tenantSpec(
  slug: string,
  change: object = {},
): Promise<{ slug: string; [field: string]: unknown }> {
  const text = await readFile('tenants/barberia-palermo/tenant.json', 'utf8');
  const spec = JSON.parse(text) as { brand: object };
  const brand = { ...spec.brand, logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
  return { ...spec, brand, slug, domains: [], ...change };
}

/** Barbershops by the dozen, each through the onboarding that production uses. */
export async function createTenants(world: Reached, slugs: readonly string[]): Promise<NewTenant[]> {
  const created: NewTenant[] = [];
  const queue = [...slugs];
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let slug = queue.shift(); slug !== undefined; slug = queue.shift()) {
      created.push(await createTenant(world, await tenantSpec(slug)));
    }
  });
  await Promise.all(lanes);
  return created.toSorted((a, b) => a.slug.localeCompare(b.slug));
}

async function createTenant(world: Reached, spec: { readonly slug: string }): Promise<NewTenant> {
  const { status, body } = await asOperator<{ tenant: { id: string; hosts: string[] }; apiKey: string }>(
    world,
    'POST /tenants',
    spec,
  );
  if (status !== 201) throw new Error(`${spec.slug} was refused (${status}): ${body.detail}`);
  const { tenant, apiKey } = body;
  return { id: tenant.id, slug: spec.slug, host: tenant.hosts[0] ?? '', apiKey };
}
