import { formatInstant } from '../../kernel/local-time.ts';
import { AppError, type FieldError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { CatalogSpecification } from './spec-contract.ts';
import { promisesAfter } from './store.ts';

type List = 'locations' | 'services' | 'providers' | 'resources';
type Known = Readonly<Record<List, readonly { readonly id: string; readonly slug: string }[]>>;

const WHAT: Record<List, string> = {
  locations: 'La sucursal',
  services: 'El servicio',
  providers: 'El profesional',
  resources: 'El recurso',
};

/** Says what cannot leave the catalog yet: how many bookings need it, and since when. */
export async function refuseRemoval(ctx: Ctx, spec: CatalogSpecification, known: Known): Promise<never> {
  const [promises] = await ctx.db.read([promisesAfter(ctx.now)]);
  const errors = promises.flatMap(({ list, id, bookings, firstAt }): FieldError[] => {
    const slug = known[list].find((one) => one.id === id)?.slug;
    if (slug === undefined || spec[list].some((one) => one.slug === slug)) return [];
    const first = formatInstant(firstAt, ctx.tenant.profile.timeZone);
    const detail = `${WHAT[list]} ${slug} tiene ${bookings} turnos por delante, el primero ${first}`;
    return [{ in: 'body', pointer: `/catalog/${list}`, detail }];
  });
  throw new AppError(
    'catalog-in-use',
    'Hay turnos que necesitan lo que falta en el catálogo: movelos o cancelalos antes de quitarlo.',
    { errors },
  );
}
