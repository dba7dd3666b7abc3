import { BARBER } from './barber.ts';
import { BEAUTY } from './beauty.ts';
import { type VerticalDefinition, verticalSchema } from './contract.ts';
import { MEDICAL } from './medical.ts';
import { PSYCHOLOGY } from './psychology.ts';

/** Every line of business there is: a new one is a file beside these and its name here. */
const ALL: readonly VerticalDefinition[] = [BARBER, PSYCHOLOGY, MEDICAL, BEAUTY];

const byId = new Map(ALL.map((vertical) => [vertical.id, vertical]));
const checked = new Set<string>();

export const VERTICAL_IDS: readonly string[] = [...byId.keys()];

/** Throws on one that is not listed, or whose file lacks something: that names the file, and the service. */
export function readVertical(id: string): VerticalDefinition {
  const vertical = byId.get(id);
  if (vertical === undefined) throw new Error(`No file of tenancy/verticals defines ${id}`);
  if (!checked.has(id)) checkVertical(vertical);
  checked.add(id);
  return vertical;
}

export function checkVertical(vertical: VerticalDefinition): void {
  const parsed = verticalSchema.safeParse(vertical);
  if (parsed.success) return;
  const wrong = parsed.error.issues.map(({ path, message }) => `${placeOf(vertical, path)}: ${message}`);
  throw new Error(`tenancy/verticals/${vertical.id}.ts: ${wrong.join('; ')}`);
}

/** `corte-clasico priceCentavos` instead of `services 0 priceCentavos`. */
function placeOf(vertical: VerticalDefinition, path: readonly PropertyKey[]): string {
  const [first, index, ...rest] = path;
  const service = first === 'services' ? vertical.services[Number(index)] : undefined;
  return (service === undefined ? path : [service.slug, ...rest]).map(String).join(' ');
}
