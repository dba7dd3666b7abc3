import type { Ctx } from '../../platform/context.ts';
import { specifiedRows } from './load-catalog.ts';
import { catalogRead } from './read-catalog.ts';
import type { CatalogSpecification } from './spec-contract.ts';

/** One thing that applying a specification would add, change or take out. */
export interface PlannedChange {
  /** In words and by slug: `servicio corte-clasico`. */
  readonly what: string;
  readonly change: 'add' | 'change' | 'remove';
  /** What would be different, as the specification names it. */
  readonly fields: readonly string[];
}

/** What `loadCatalog` would change, without changing it. */
export async function planCatalog(ctx: Ctx, spec: CatalogSpecification): Promise<readonly PlannedChange[]> {
  const reading = catalogRead(ctx);
  const [rows] = await ctx.db.read([reading.query]);
  const { catalog } = reading.resolve(rows);
  const ids = new Map(
    [...catalog.locations, ...catalog.services, ...catalog.providers, ...catalog.resources].map(
      ({ slug, id }) => [slug, id],
    ),
  );
  const idOf = (slug: string) => ids.get(slug) ?? slug;
  const wanted = specifiedRows(ctx, spec, { location: idOf, service: idOf, provider: idOf, resource: idOf });
  return [
    ...changesOf('sucursal', catalog.locations, wanted.locations),
    ...changesOf('servicio', catalog.services, wanted.services),
    ...changesOf('recurso', catalog.resources, wanted.resources),
    ...changesOf('profesional', people(catalog, catalog.providers), people(wanted, wanted.providers)),
    ...wholeChange('tiempos de viaje', catalog.travelTimes, wanted.travelTimes),
    ...wholeChange('feriados', catalog.holidayOverrides, wanted.holidayOverrides),
    ...wholeChange('fechas de las sucursales', placeDates(catalog), placeDates(wanted)),
    ...wholeChange(
      'preguntas y consentimientos',
      catalog.ownIntake ? [catalog.ownIntake] : [],
      wanted.ownIntake.map(({ form }) => form),
    ),
  ];
}

type Row = { readonly slug: string };

function changesOf<Known extends Row>(
  kind: string,
  known: readonly Known[],
  wanted: readonly Row[],
): PlannedChange[] {
  const before = new Map(known.map((row) => [row.slug, row]));
  const after = new Set(wanted.map(({ slug }) => slug));
  const changed = wanted.flatMap((row): PlannedChange[] => {
    const what = `${kind} ${row.slug}`;
    const old = before.get(row.slug);
    if (old === undefined) return [{ what, change: 'add', fields: [] }];
    const fields = differing(old, row);
    return fields.length === 0 ? [] : [{ what, change: 'change', fields }];
  });
  const removed = known
    .filter(({ slug }) => !after.has(slug))
    .map(({ slug }): PlannedChange => ({ what: `${kind} ${slug}`, change: 'remove', fields: [] }));
  return [...changed, ...removed];
}

/** The fields that are kept and would be different; what is not said is null. */
function differing(old: object, row: object): string[] {
  const after = row as Record<string, unknown>;
  return Object.entries(old)
    .filter(([name, value]) => name !== 'id' && textOf(value) !== textOf(after[name]))
    .map(([name]) => name);
}

function wholeChange(what: string, known: readonly object[], wanted: readonly object[]): PlannedChange[] {
  return textOf(known) === textOf(wanted) ? [] : [{ what, change: 'change', fields: [] }];
}

type Owned = { readonly providerId?: string | null | undefined };

interface People {
  readonly weeklyHours: readonly Owned[];
  readonly datedHours: readonly Owned[];
  readonly providerServices?: readonly Owned[];
}

/** Providers with all that is theirs, in the words of the specification. */
function people(
  { weeklyHours, datedHours, providerServices }: People,
  providers: readonly (Row & { readonly id: string; readonly services?: readonly object[] })[],
) {
  const of = (id: string, rows: readonly Owned[]) =>
    rows.filter(({ providerId }) => providerId === id).map(({ providerId: _, ...row }) => row);
  return providers.map(({ services, ...provider }) => ({
    ...provider,
    services: services ?? of(provider.id, providerServices ?? []),
    weeklyHours: of(provider.id, weeklyHours),
    datedHours: of(provider.id, datedHours),
  }));
}

function placeDates({ datedHours }: Pick<People, 'datedHours'>) {
  return datedHours.filter(({ providerId }) => (providerId ?? null) === null);
}

/** Equal for values that mean the same: no ids of rows, no order of lists or of fields, null for what is not there. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([name, field]) => name !== 'id' && field !== null && field !== undefined)
    .map(([name, field]) => `${name}:${textOf(field)}`);
  return `{${fields.toSorted().join()}}`;
}
