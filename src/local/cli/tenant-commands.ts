import { join } from 'node:path';
import { readTenantFile } from '../world/tenant-file.ts';
import type { Command, Invocation } from './command.ts';
import { Failure } from './failure.ts';

interface ListedTenant {
  readonly slug: string;
  readonly status: string;
  readonly plan: string;
  readonly hosts: readonly string[];
  readonly schemaVersion: number;
  readonly ownerEmail: string;
}

interface Change {
  readonly what: string;
  readonly change: 'add' | 'change' | 'remove';
  readonly fields: readonly string[];
}

const BASE = '/api/operator/tenants';
const MARKS = { add: '+', change: '~', remove: '-' } as const;

export const tenantCommands: readonly Command[] = [
  {
    name: 'tenant list',
    words: '[texto]',
    summary: 'Los sitios, o los que tienen ese texto en el nombre, el dominio o el e-mail',
    run: async ({ api, output, words: [search = ''] }) => {
      const { data } = await api.get<{ data: ListedTenant[] }>(BASE);
      const found = data.filter(({ slug, hosts, ownerEmail }) =>
        [slug, ownerEmail, ...hosts].some((text) => text.includes(search.toLowerCase())),
      );
      output.table(
        ['sitio', 'estado', 'plan', 'esquema', 'dominio', 'dueño'],
        found.map((one) => [one.slug, one.status, one.plan, one.schemaVersion, one.hosts[0], one.ownerEmail]),
      );
      return found;
    },
  },
  {
    name: 'tenant show',
    words: '<slug>',
    summary: 'Un sitio, con sus dominios',
    run: async ({ api, output, words: [slug = ''] }) => {
      const tenant = await findTenant(api, slug);
      for (const [name, value] of Object.entries(tenant))
        output.line(`${name.padEnd(14)} ${Array.isArray(value) ? value.join(', ') : value}`);
      return tenant;
    },
  },
  {
    name: 'tenant apply',
    words: '<carpeta>',
    summary: 'Dejar un sitio como dice tenants/<slug>/tenant.json; antes muestra qué cambia',
    options: {
      'dry-run': { type: 'boolean', help: 'Mostrar qué cambia y no cambiar nada' },
    },
    run: applyTenant,
  },
  ...(['suspend', 'resume', 'undelete'] as const).map(
    (verb): Command => ({
      name: `tenant ${verb}`,
      words: '<slug>',
      summary: {
        suspend: 'Cerrar el sitio hasta nuevo aviso; no se borra nada',
        resume: 'Volver a abrirlo',
        undelete: 'Volver atrás un borrado, mientras dure el plazo',
      }[verb],
      run: async ({ api, output, words: [slug = ''] }) => {
        const state = await api.post<{ status: string }>(`${BASE}/${slug}/${verb}`);
        output.line(`${slug}: ${state.status}`);
        return state;
      },
    }),
  ),
  {
    name: 'tenant delete',
    words: '<slug>',
    summary: 'Cerrar el sitio ya, y borrarlo todo cuando pase el plazo',
    options: {
      days: { type: 'string', help: 'Días de plazo para arrepentirse (30)' },
      yes: { type: 'boolean', help: 'No preguntar: sin esto, no borra' },
    },
    run: async ({ api, output, options, words: [slug = ''] }) => {
      if (options.yes !== true)
        throw new Failure(
          'usage',
          `Borrar ${slug} se confirma con --yes. Antes podés guardarlo: bp export ${slug}.`,
        );
      const query = options.days === undefined ? '' : `?graceDays=${Number(options.days)}`;
      const state = await api.delete<{ status: string; dueAt: string }>(`${BASE}/${slug}${query}`);
      output.line(
        `${slug}: cerrado; se borra el ${state.dueAt}. Para volver atrás: bp tenant undelete ${slug}`,
      );
      return state;
    },
  },
];

async function findTenant(api: Invocation['api'], slug: string): Promise<ListedTenant> {
  const { data } = await api.get<{ data: ListedTenant[] }>(BASE);
  const tenant = data.find((one) => one.slug === slug);
  if (tenant === undefined) throw new Failure('refused', `No existe el sitio ${slug}.`);
  return tenant;
}

async function applyTenant({ api, output, options, words: [folder = ''] }: Invocation): Promise<unknown> {
  const spec = await readTenantFile(join(folder, 'tenant.json')).catch((error: unknown) => {
    throw new Failure('usage', error instanceof Error ? error.message : String(error));
  });
  const { isNew, changes } = await api.post<{ isNew: boolean; changes: Change[] }>(`${BASE}/plan`, spec);
  output.line(isNew ? 'Sitio nuevo.' : changes.length === 0 ? 'Nada cambia.' : 'Cambia:');
  for (const { change, what, fields } of changes)
    output.line(`  ${MARKS[change]} ${what}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`);
  if (options['dry-run'] === true || (!isNew && changes.length === 0))
    return { applied: false, isNew, changes };
  const answer = await api.post<{ tenant: ListedTenant; apiKey?: string }>(BASE, spec);
  output.line(
    `Listo: ${answer.tenant.slug} está ${answer.tenant.status} en ${answer.tenant.hosts.join(', ')}`,
  );
  if (answer.apiKey !== undefined) output.line(`Su primera clave (se muestra sólo ahora): ${answer.apiKey}`);
  return { applied: true, isNew, changes, ...answer };
}
