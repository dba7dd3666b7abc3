import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';
import { bar } from './output.ts';
import { waitUntil } from './wait-until.ts';

interface Rollout {
  readonly id: string;
  readonly targetVersion: number;
  readonly state: 'canary' | 'running' | 'stopped' | 'done';
  readonly stopReason: string | null;
  readonly counts: Readonly<Record<'pending' | 'running' | 'done' | 'failed', number>>;
  readonly tenants?: readonly { readonly slug: string; readonly reason: string | null }[];
}

const BASE = '/api/operator/rollouts';
const WAIT_SECONDS = 1_800;

export const migrateCommands: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'Llevar todas las bases al último esquema, de a varias; se detiene sola si fallan muchas',
    options: {
      canary: { type: 'string', help: 'Sitios que van primero y solos, con comas' },
      parallel: { type: 'string', help: 'Cuántos a la vez (8)' },
      'no-wait': { type: 'boolean', help: 'Empezar y no esperar' },
    },
    run: async ({ options, ...rest }) => {
      const { canary, parallel } = options;
      const started = await rest.api.post<Rollout>(BASE, {
        ...(typeof canary === 'string' && { canaries: canary.split(',') }),
        ...(parallel !== undefined && { parallel: Number(parallel) }),
      });
      rest.output.line(`Migración ${started.id} al esquema ${started.targetVersion}`);
      return options['no-wait'] === true ? started : await follow(rest, started.id);
    },
  },
  {
    name: 'migrate status',
    words: '<id>',
    summary: 'Seguir una migración hasta que termine',
    run: async ({ words: [id = ''], ...rest }) => await follow(rest, id),
  },
  {
    name: 'migrate resume',
    words: '<id>',
    summary: 'Seguir con una que se detuvo: intenta otra vez las que fallaron',
    run: async ({ words: [id = ''], ...rest }) => {
      await rest.api.post(`${BASE}/${id}/resume`);
      return await follow(rest, id);
    },
  },
  {
    name: 'migrate stop',
    words: '<id>',
    summary: 'Detenerla: las que empezaron terminan, y no empieza ninguna más',
    run: async ({ api, output, words: [id = ''] }) => {
      const stopped = await api.post<Rollout>(`${BASE}/${id}/stop`);
      output.line(`${id}: ${stopped.state}`);
      return stopped;
    },
  },
];

async function follow({ api, output }: Pick<Invocation, 'api' | 'output'>, id: string): Promise<Rollout> {
  const ended = await waitUntil(
    async () => {
      const now = await api.get<Rollout>(`${BASE}/${id}`);
      const { pending, running, done, failed } = now.counts;
      const all = pending + running + done + failed;
      const percent = all === 0 ? 100 : ((done + failed) / all) * 100;
      output.progress(`${bar(percent)}  ${done} de ${all}, ${running} en curso, ${failed} con error`);
      return now;
    },
    ({ state }) => state === 'done' || state === 'stopped',
    { seconds: WAIT_SECONDS, again: `bp migrate status ${id}` },
  );
  output.settle();
  const failed = await api.get<Rollout>(`${BASE}/${id}?state=failed`);
  for (const { slug, reason } of failed.tenants ?? []) output.line(`  ${slug}: ${reason}`);
  if (ended.state === 'done' && ended.counts.failed === 0) return ended;
  const why = ended.stopReason ?? `${ended.counts.failed} con error`;
  throw new Failure('refused', `No terminó: ${why}. Cuando esté arreglado: bp migrate resume ${id}`, {
    problem: ended,
  });
}
