import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runInDurableObject,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, inject, it } from 'vitest';
import backstage from '../../src/backstage/worker.ts';
import type { RelayMessage } from '../../src/platform/nudge-relay.ts';
import type { TenantAlarm } from '../../src/platform/tenant-alarm-object.ts';
import worker from '../../src/worker.ts';

const { tenantId, brokenTenantId } = inject('surroundings');

async function consume(...bodies: RelayMessage[]) {
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch<RelayMessage>('barberpro-relay', messages);
  const execution = createExecutionContext();
  await backstage.queue(batch, env as unknown as BackstageEnv, execution);
  return await getQueueResult(batch, execution);
}

it('a message for a tenant that is gone is done with', async () => {
  const result = await consume({ type: 'sweep', tenantId: 'tnt_gone' });
  expect([result.explicitAcks, result.retryMessages]).toEqual([['m0'], []]);
});

it('a message that fails is tried again alone, its neighbours are done with', async () => {
  const result = await consume(
    { type: 'relay', tenantId },
    { type: 'relay', tenantId: brokenTenantId },
    { type: 'relay', tenantId },
  );
  expect(result.explicitAcks.toSorted()).toEqual(['m0', 'm2']);
  expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m1']);
});

it('a tenant whose database does not answer holds its neighbours up for no longer than a reading may take', async () => {
  const faults = (body: unknown[]) =>
    fetch(`${env.TURSO_API_URL}/_faults`, { method: 'PUT', body: JSON.stringify(body) });
  await faults([{ kind: 'latency', ms: 10_000, database: 'nowhere' }]);
  const startedAt = Date.now();
  const result = await consume({ type: 'sweep', tenantId: brokenTenantId }, { type: 'relay', tenantId });
  await faults([]);
  expect([result.explicitAcks, result.retryMessages.map(({ msgId }) => msgId)]).toEqual([['m1'], ['m0']]);
  expect(Date.now() - startedAt).toBeLessThan(2_500);
});

it('a sweep of a tenant without anything to look after ends well', async () => {
  expect((await consume({ type: 'sweep', tenantId })).explicitAcks).toEqual(['m0']);
});

it('a tenant’s alarm keeps the earliest of all times that were asked for', async () => {
  const stub = (env.TENANT_ALARM as DurableObjectNamespace<TenantAlarm>).getByName('tnt_alarm');
  const later = Date.now() + 3_600_000;
  const alarm = () => runInDurableObject(stub, (_, state) => state.storage.getAlarm());
  await stub.wakeAt('tnt_alarm', later);
  await stub.wakeAt('tnt_alarm', later + 1);
  expect(await alarm()).toBe(later);
  await stub.wakeAt('tnt_alarm', later - 1_000);
  expect(await alarm()).toBe(later - 1_000);
});

it('health is told on any host, without a tenant', async () => {
  const execution = createExecutionContext();
  const answer = await worker.fetch(new Request('http://nobody.example.com/livez'), env as Env, execution);
  expect(await answer.json()).toEqual({ status: 'live' });
  const ready = await worker.fetch(new Request('http://nobody.example.com/readyz'), env as Env, execution);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: expect.anything() }]);
});
