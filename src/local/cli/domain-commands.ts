import type { Command } from './command.ts';
import type { Output } from './output.ts';

interface Domain {
  readonly host: string;
  readonly state: string;
  readonly isServing: boolean;
  readonly isCanonical: boolean;
  readonly summary: string;
  readonly missing: readonly {
    readonly type: string;
    readonly name: string;
    readonly value: string;
    readonly found: readonly string[];
  }[];
  readonly advice: string | null;
}

const base = (slug: string) => `/api/operator/tenants/${slug}/domains`;

export const domainCommands: readonly Command[] = [
  {
    name: 'domain list',
    words: '<slug>',
    summary: 'Los dominios de un sitio, y lo que le falta a cada uno',
    run: async ({ api, output, words: [slug = ''] }) => {
      const { data } = await api.get<{ data: Domain[] }>(base(slug));
      for (const domain of data) show(output, domain);
      return data;
    },
  },
  {
    name: 'domain add',
    words: '<slug> <dominio>',
    summary: 'Agregar un dominio propio; dice qué registro hay que crear',
    run: async ({ api, output, words: [slug = '', host = ''] }) =>
      show(output, await api.post<Domain>(base(slug), { host })),
  },
  ...(['check', 'canonical'] as const).map(
    (verb): Command => ({
      name: `domain ${verb}`,
      words: '<slug> <dominio>',
      summary: {
        check: 'Revisar un dominio ahora',
        canonical: 'Hacer que los demás dominios del sitio lleven a este',
      }[verb],
      run: async ({ api, output, words: [slug = '', host = ''] }) =>
        show(output, await api.post<Domain>(`${base(slug)}/${host}/${verb}`)),
    }),
  ),
  {
    name: 'domain remove',
    words: '<slug> <dominio>',
    summary: 'Quitar un dominio: deja de atender ya',
    run: async ({ api, output, words: [slug = '', host = ''] }) => {
      const answer = await api.delete<{ host: string; isGone: boolean }>(`${base(slug)}/${host}`);
      output.line(
        answer.isGone
          ? `${host}: quitado`
          : `${host}: ya no atiende; falta borrarlo de Cloudflare, se reintenta`,
      );
      return answer;
    },
  },
];

function show(output: Output, domain: Domain): Domain {
  const { host, state, isServing, isCanonical, summary, missing, advice } = domain;
  const mark = isServing ? output.paint('green', '●') : output.paint('yellow', '○');
  output.line(`${mark} ${host}  ${state}${isCanonical ? '  (principal)' : ''}`);
  output.line(`  ${summary}`);
  for (const { type, name, value, found } of missing) {
    output.line(`  Falta  ${type}  ${name}  →  ${value}`);
    if (found.length > 0) output.line(`         hoy dice: ${found.join(', ')}`);
  }
  if (advice !== null) output.line(`  ${advice}`);
  return domain;
}
