import { expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { CONFIGS, configPath, type WorkerName } from '../../../src/local/world/project.ts';

type Named = { service: string };
type Bound = { queue: string };

const ENVIRONMENTS = ['', 'staging', 'production'];

const read = (worker: WorkerName, env: string) =>
  unstable_readConfig({ config: configPath(worker), env }, { hideWarnings: true });

it.each(ENVIRONMENTS)('both Workers are told and bound to the same, where they share it (%s)', (env) => {
  const [tenants, backstage] = [read('tenants', env), read('backstage', env)];
  expect(backstage.vars).toMatchObject(tenants.vars);
  expect(backstage.kv_namespaces).toEqual(tenants.kv_namespaces);
  expect(backstage.ratelimits).toEqual(tenants.ratelimits);
  expect(backstage.compatibility_date).toBe(tenants.compatibility_date);
  expect(backstage.compatibility_flags).toEqual(tenants.compatibility_flags);
  expect(backstage.queues.producers).toEqual(expect.arrayContaining(tenants.queues.producers ?? []));
  expect(backstage.durable_objects.bindings).toEqual(
    tenants.durable_objects.bindings.map((binding: object) => ({ ...binding, script_name: tenants.name })),
  );
  expect(backstage.services?.map(({ service }: Named) => service)).toEqual([tenants.name]);
});

it.each(Object.keys(CONFIGS) as WorkerName[])('staging is bound to what production is (%s)', (worker) => {
  const namesIn = (env: string) => {
    const { vars, kv_namespaces, r2_buckets, ratelimits, queues, durable_objects, services, secrets } = read(
      worker,
      env,
    );
    const bindings = [...kv_namespaces, ...r2_buckets, ...(services ?? []), ...(queues.producers ?? [])];
    const named = [...ratelimits, ...durable_objects.bindings];
    return {
      vars: Object.keys(vars),
      secrets: secrets?.required,
      bindings: bindings.map(({ binding }: { binding: string }) => binding),
      named: named.map(({ name }: { name: string }) => name),
    };
  };
  expect(namesIn('staging')).toEqual(namesIn('production'));
});

it.each(ENVIRONMENTS)('every queue that is written to is read by one Worker (%s)', (env) => {
  const all = (Object.keys(CONFIGS) as WorkerName[]).map((worker) => read(worker, env).queues);
  const written = new Set(all.flatMap(({ producers }) => producers?.map(({ queue }: Bound) => queue) ?? []));
  const consumed = all.flatMap(({ consumers }) => consumers?.map(({ queue }: Bound) => queue) ?? []);
  expect(consumed.toSorted()).toEqual([...written].toSorted());
});

it.each(ENVIRONMENTS)('the Worker that answers tenants holds no secret of the operators (%s)', (env) => {
  const { secrets } = read('tenants', env);
  expect(secrets?.required).toEqual(['REGISTRY_TOKEN', 'MASTER_KEY', 'CLOUDFLARE_API_TOKEN']);
});

it.each(['staging', 'production'])('deployed, the operators’ host has a route of its own (%s)', (env) => {
  const { routes, vars } = read('backstage', env);
  expect(routes).toEqual([{ pattern: `${vars.CONSOLE_HOST}/*`, zone_name: 'barberpro.app' }]);
  expect(read('tenants', env).services ?? []).toEqual([]);
});
