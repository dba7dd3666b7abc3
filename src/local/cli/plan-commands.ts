import type { Command, Invocation } from './command.ts';
import type { Output } from './output.ts';
import { bar } from './output.ts';

interface Plan {
  readonly id: string;
  readonly name: string;
  readonly quotas: readonly Limit[];
  readonly bookings: { readonly month: string; readonly used: number; readonly included: number };
  readonly api: { readonly perMinute: number; readonly burst: number };
}

interface Limit {
  readonly title: string;
  readonly used: number;
  readonly limit: number;
}

interface ChangedPlan {
  readonly from: string;
  readonly to: string;
  readonly isChanged: boolean;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

interface Usage {
  readonly plan: string;
  readonly answeredAt: string | null;
  readonly problem: string | null;
  readonly months: readonly {
    readonly month: string;
    readonly amounts: Readonly<Record<string, number | null>>;
  }[];
}

const base = (slug: string) => `/api/operator/tenants/${slug}`;

export const planCommands: readonly Command[] = [
  {
    name: 'tenant plan',
    words: '<slug> [plan]',
    summary: 'El plan de un sitio; con otro, cambiarlo (starter, professional, enterprise, white_label)',
    options: { 'dry-run': { type: 'boolean', help: 'Mostrar qué cambia y no cambiar nada' } },
    run: async (invocation) =>
      invocation.words[1] === undefined ? await showPlan(invocation) : await changePlan(invocation),
  },
  {
    name: 'usage',
    words: '<slug>',
    summary: 'Lo que usó un sitio, mes por mes; se mide solo una vez por hora',
    options: { now: { type: 'boolean', help: 'Medir ahora' } },
    run: async ({ api, output, options, words: [slug = ''] }) => {
      const path = `${base(slug)}/usage`;
      const usage = options.now === true ? await api.post<Usage>(path) : await api.get<Usage>(path);
      showUsage(output, usage);
      return usage;
    },
  },
];

async function showPlan({ api, output, words: [slug = ''] }: Invocation): Promise<Plan> {
  const plan = await api.get<Plan>(`${base(slug)}/plan`);
  const { bookings, quotas, api: rate } = plan;
  output.line(`${slug}: ${plan.id} (${plan.name})`);
  const month = { title: `turnos de ${bookings.month}`, used: bookings.used, limit: bookings.included };
  for (const { title, used, limit } of [month, ...quotas]) {
    const percent = limit === 0 ? 0 : (used / limit) * 100;
    output.line(`  ${title.padEnd(24)} ${bar(percent)}  ${used} de ${limit}`);
  }
  output.line(`  API: ${rate.perMinute} pedidos por minuto, ${rate.burst} de una vez`);
  return plan;
}

async function changePlan({ api, output, options, words }: Invocation): Promise<ChangedPlan> {
  const [slug = '', plan] = words;
  const dryRun = options['dry-run'] === true;
  const changed = await api.put<ChangedPlan>(`${base(slug)}/plan`, { plan, dryRun });
  const { from, to, isChanged, gains, loses } = changed;
  if (from === to) output.line(`${slug}: ya está en ${to}`);
  else output.line(`${slug}: ${from} → ${to}${isChanged ? '' : ' (nada cambió todavía)'}`);
  for (const text of gains) output.line(`  + ${text}`);
  for (const text of loses) output.line(`  - ${text}`);
  return changed;
}

function showUsage(output: Output, { plan, answeredAt, problem, months }: Usage): void {
  output.line(`plan ${plan}; ${answeredAt === null ? 'sin medir todavía' : `medido ${answeredAt}`}`);
  if (problem !== null) output.line(`no contestó: ${problem}`);
  const [first] = months;
  if (first === undefined) return;
  const metrics = Object.keys(first.amounts);
  output.table(
    ['mes', ...metrics],
    months.map(({ month, amounts }) => [month, ...metrics.map((metric) => amounts[metric])]),
  );
}
