import type { Catalog, LocationRecord, ServiceRecord } from '../../agenda/catalog/rules.ts';
import { type Choice, MAX_MORE } from '../choice.ts';
import type { TimesQuery } from '../links.ts';

/** So many places are offered at a tap. */
const MAX_CHIPS = 6;

interface VisitChipsProps {
  readonly catalog: Catalog;
  readonly choice: Choice & { readonly location: LocationRecord };
  readonly linkTo: (change: TimesQuery) => string;
}

/** Places of a group session, or what else to have done in the same visit. */
export function VisitChips(props: VisitChipsProps) {
  return props.choice.service.seats > 1 ? <SeatChips {...props} /> : <MoreServices {...props} />;
}

function SeatChips({ choice, linkTo }: VisitChipsProps) {
  const counts = Array.from({ length: Math.min(MAX_CHIPS, choice.service.seats) }, (_, index) => index + 1);
  return (
    <nav aria-labelledby="lugares">
      <h2 class="label" id="lugares">
        Lugares
      </h2>
      <ul class="chips">
        {counts.map((count) => (
          <li>
            <a
              class="chip num"
              href={linkTo({ lugares: count === 1 ? undefined : String(count) })}
              aria-current={count === choice.seats ? 'true' : undefined}
            >
              {count}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function MoreServices({ catalog, choice, linkTo }: VisitChipsProps) {
  const chosen = choice.more.map(({ slug }) => slug);
  const addable = chosen.length < MAX_MORE ? addableServices(catalog, choice) : [];
  if (chosen.length === 0 && addable.length === 0) return null;
  const linkWith = (slugs: readonly string[]) => linkTo({ mas: slugs.length > 0 ? slugs.join() : undefined });
  return (
    <section aria-labelledby="mas" class="stack">
      <h2 class="label" id="mas">
        En la misma visita
      </h2>
      {chosen.length > 0 && (
        <ul class="chips">
          {choice.more.map(({ name }, index) => (
            <li>
              <a class="chip" href={linkWith(chosen.toSpliced(index, 1))} aria-current="true">
                {name}
                <span class="small">Quitar</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {addable.length > 0 && (
        <details>
          <summary>Agregar otro servicio</summary>
          <ul class="chips">
            {addable.map(({ slug, name }) => (
              <li>
                <a class="chip" href={linkWith([...chosen, slug])}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What somebody at the place gives, alone or for one customer, and is not in the visit yet. */
function addableServices(
  catalog: Catalog,
  { service, more, location }: VisitChipsProps['choice'],
): ServiceRecord[] {
  const taken = new Set([service, ...more].map(({ id }) => id));
  const isGivenHere = ({ id }: ServiceRecord) =>
    (catalog.providersByService.get(id) ?? []).some((provider) =>
      catalog.locationIdsByProvider.get(provider.id)?.includes(location.id),
    );
  return catalog.services.filter((one) => !taken.has(one.id) && one.seats === 1 && isGivenHere(one));
}

/** How long and how much in all, as the services say; a provider's own price may differ. */
export function inAll({
  service,
  more,
  seats,
}: Choice): Pick<ServiceRecord, 'durationMinutes' | 'priceCentavos'> {
  const all = [service, ...more];
  return {
    durationMinutes: all.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0),
    priceCentavos: all.reduce((sum, { priceCentavos }) => sum + priceCentavos, 0) * seats,
  };
}
