import { readTenantFile } from '../world/tenant-file.ts';
import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';
import { bar } from './output.ts';
import { waitUntil } from './wait-until.ts';

interface Onboarding {
  readonly id: string;
  readonly slug: string;
  readonly state: 'running' | 'waiting' | 'live' | 'failed' | 'refused' | 'cancelled';
  readonly percent: number;
  readonly step: string | null;
  readonly waitingFor?: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly state: string;
    readonly seconds: number | null;
    readonly problem: { readonly detail: string } | null;
  }[];
}

const BASE = '/api/enterprise/onboarding';
const WAIT_SECONDS = 600;

export const onboardingCommands: readonly Command[] = [
  {
    name: 'tenant create',
    words: '<archivo>',
    summary:
      'Dar de alta un sitio (la forma del pedido: docs/tenants.md) y seguir su avance hasta que atienda',
    options: {
      'no-wait': { type: 'boolean', help: 'Pedirlo y no esperar' },
    },
    run: createTenant,
  },
  {
    name: 'onboarding list',
    summary: 'Las altas, de la más nueva a la más vieja',
    run: async ({ api, output }) => {
      const { data } = await api.get<{ data: Onboarding[] }>(BASE);
      output.table(
        ['alta', 'sitio', 'estado', 'avance'],
        data.map(({ id, slug, state, percent }) => [id, slug, state, `${percent} %`]),
      );
      return data;
    },
  },
  {
    name: 'onboarding track',
    words: '<id>',
    summary: 'Seguir un alta hasta que termine',
    run: async ({ words: [id = ''], ...rest }) => await follow(rest, id),
  },
  ...(['retry', 'approve', 'cancel'] as const).map(
    (verb): Command => ({
      name: `onboarding ${verb}`,
      words: '<id>',
      summary: {
        retry: 'Intentar otra vez desde donde quedó',
        approve: 'Dejar seguir un alta que espera por su riesgo',
        cancel: 'Cancelarla: no queda nada de ella',
      }[verb],
      run: async ({ api, output, words: [id = ''] }) => {
        const answer = await api.post<Onboarding>(`${BASE}/${id}/${verb}`);
        output.line(`${answer.slug}: ${answer.state}`);
        return answer;
      },
    }),
  ),
];

async function createTenant({ words: [file = ''], options, ...rest }: Invocation): Promise<unknown> {
  const request = await readTenantFile(file).catch((error: unknown) => {
    throw new Failure('usage', error instanceof Error ? error.message : String(error));
  });
  const started = await rest.api.post<Onboarding>(`${BASE}/initiate`, request as object);
  rest.output.line(`Alta ${started.id} de ${started.slug}`);
  return options['no-wait'] === true ? started : await follow(rest, started.id);
}

async function follow({ api, output }: Pick<Invocation, 'api' | 'output'>, id: string): Promise<unknown> {
  const ended = await waitUntil(
    async () => {
      const now = await api.get<Onboarding>(`${BASE}/track/${id}`);
      output.progress(`${bar(now.percent)}  ${now.step ?? now.state}`);
      return now;
    },
    ({ state }) => state !== 'running',
    { seconds: WAIT_SECONDS, again: `bp onboarding track ${id}` },
  );
  output.settle();
  output.table(
    ['paso', 'estado', 'segundos', 'problema'],
    ended.steps.map(({ name, state, seconds, problem }) => [name, state, seconds, problem?.detail ?? '']),
  );
  if (ended.state === 'live') {
    const success = await api.get<Record<string, unknown>>(`${BASE}/success/${id}`);
    output.line(`\n${ended.slug} atiende:`);
    for (const [name, value] of Object.entries(success))
      if (typeof value === 'string') output.line(`  ${name.padEnd(16)} ${value}`);
    return success;
  }
  const kind = ended.state === 'waiting' ? 'unfinished' : 'refused';
  throw new Failure(kind, `El alta está ${ended.state}. Ver: bp onboarding track ${id} --json`, {
    problem: ended,
  });
}
