import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOperator, createTenants, tenantSpec } from '../support/operator.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const HOSTING = { location: 'aws-eu-west-1', isDedicated: true };
const GROUP = 'default-tenant-clinica';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
}, 90_000);
afterAll(() => world.stop());

/** What Turso's control plane lists. */
async function listed<Item>(what: 'groups' | 'databases'): Promise<Item[]> {
  const { url, organization, apiToken } = world.turso;
  const headers = { authorization: `Bearer ${apiToken}` };
  const answer = await fetch(`${url}/v1/organizations/${organization}/${what}`, { headers });
  return ((await answer.json()) as Record<string, Item[]>)[what] ?? [];
}

async function placeOf(name: string) {
  const databases = await listed<{ Name: string; group: string; primaryRegion: string }>('databases');
  const found = databases.find((database) => database.Name === name);
  return [found?.group, found?.primaryRegion];
}

async function apply(slug: string, change: object) {
  const spec = await tenantSpec(slug, { plan: 'enterprise', ...change });
  return await asOperator<{ errors?: { pointer: string; detail: string }[] }>(world, 'POST /tenants', spec);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It never came to be');
}

describe('a tenant whose data have a place of their own', () => {
  it('is put into a group at that location, and nobody else is', async () => {
    expect((await apply('clinica', { hosting: HOSTING })).status).toBe(201);
    await createTenants(world, ['vecina']);
    expect(await placeOf('bp-clinica')).toEqual([GROUP, 'aws-eu-west-1']);
    expect(await placeOf('bp-vecina')).toEqual(['default', 'aws-sa-east-1']);
    expect((await world.fetchAs('clinica.localhost', '/api/v1/services')).status).toBe(200);
  });

  it('shares the group of a location with others that asked for it', async () => {
    const hosting = { location: 'aws-us-east-1' };
    for (const slug of ['norte-a', 'norte-b']) {
      expect((await apply(slug, { hosting })).status).toBe(201);
      expect(await placeOf(`bp-${slug}`)).toEqual(['default-aws-us-east-1', 'aws-us-east-1']);
    }
  });

  it('stays where it is: a file that says otherwise is refused, one that says nothing is applied', async () => {
    const moved = await apply('clinica', { hosting: { ...HOSTING, isDedicated: false } });
    expect([moved.status, moved.body.errors?.[0]?.pointer]).toEqual([422, '/hosting']);
    expect((await apply('vecina', { hosting: HOSTING })).status).toBe(422);
    expect((await apply('clinica', {})).status).toBe(201);
    expect(await placeOf('bp-clinica')).toEqual([GROUP, 'aws-eu-west-1']);
  });

  it('that no data centre is at is told so, and can be given another', async () => {
    const refused = await apply('lejos', { hosting: { location: 'marte-1' } });
    expect([refused.status, refused.body.code]).toEqual([502, 'upstream-failed']);
    expect((await apply('lejos', { hosting: { location: 'aws-us-east-1' } })).status).toBe(201);
    expect(await placeOf('bp-lejos')).toEqual(['default-aws-us-east-1', 'aws-us-east-1']);
  });

  it('is restored into its own group, and its group goes with it', async () => {
    await asOperator(world, 'POST /tenants/clinica/backups');
    const { body } = await asOperator<{ id: string }>(world, 'POST /tenants/clinica/restore', {});
    const state = async () => (await asOperator(world, `GET /restores/${body.id}`)).body.state;
    await until(async () => (await state()) === 'done');
    expect(await placeOf('bpx-clinica-r1')).toEqual([GROUP, 'aws-eu-west-1']);
    await asOperator(world, 'DELETE /tenants/clinica?graceDays=0');
    await world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
    const groups = async () => (await listed<{ name: string }>('groups')).map(({ name }) => name);
    await until(async () => !(await groups()).includes(GROUP));
    expect((await groups()).toSorted()).toEqual(['default', 'default-aws-us-east-1']);
  });
});
