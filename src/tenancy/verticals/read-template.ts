import type * as z from 'zod';
import { type VerticalTemplate, verticalSchema, verticalTemplateSchema } from './contract.ts';
import { TEMPLATES, VERTICALS } from './list-verticals.ts';
import { readVertical } from './read-vertical.ts';
import { contradictionsInIntake } from './rules/intake-contradictions.ts';

export const VERTICAL_IDS: readonly string[] = VERTICALS.map(({ id }) => id);

/** What shops of a line begin with. Throws when its file lacks something: that names the file, and the service. */
export function readTemplate(id: string): VerticalTemplate {
  const template = TEMPLATES[id];
  if (template === undefined) throw new Error(`No file of tenancy/verticals defines ${id}`);
  checkVertical(readVertical(id), template);
  return template;
}

export function checkVertical(vertical: unknown, template: VerticalTemplate): void {
  const line = verticalSchema.safeParse(vertical);
  const start = verticalTemplateSchema.safeParse(template);
  const wrong = [
    ...problemsOf(line, String),
    ...problemsOf(start, (step, path) => (path[0] === 'services' ? slugAt(template, step) : String(step))),
    ...(line.success
      ? contradictionsInIntake(line.data).map(({ list, id, message }) => `${list} ${id}: ${message}`)
      : []),
  ];
  if (wrong.length === 0) return;
  const id = (vertical as { readonly id?: unknown }).id;
  throw new Error(`tenancy/verticals/${String(id)}.ts: ${wrong.join('; ')}`);
}

type Named = (step: PropertyKey, path: readonly PropertyKey[]) => string;

function problemsOf(parsed: z.ZodSafeParseResult<unknown>, named: Named): string[] {
  return (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.map((step) => named(step, path)).join(' ')}: ${message}`,
  );
}

/** `services corte-clasico priceCentavos` instead of `services 0 priceCentavos`. */
function slugAt({ services }: VerticalTemplate, step: PropertyKey): string {
  return services[Number(step)]?.slug ?? String(step);
}
