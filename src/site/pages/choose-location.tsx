import type { OfferedSlot } from '../../agenda/availability/rules/slot-agenda.ts';
import type { LocationRecord } from '../../agenda/catalog/rules.ts';
import { localDateOf } from '../../kernel/local-time.ts';
import { type Choice, queryOf } from '../choice.ts';
import { clock, relativeDate } from '../formats.ts';
import { Layout } from '../layout.tsx';
import { timesPath } from '../links.ts';
import type { View } from '../view.ts';

interface ChooseLocationProps {
  readonly view: View;
  readonly choice: Choice;
  readonly nextFree: ReadonlyMap<string, OfferedSlot>;
  readonly now: number;
}

export function ChooseLocationPage({ view, choice, nextFree, now }: ChooseLocationProps) {
  const { name } = view.tenant.profile;
  const { service, locations } = choice;
  return (
    <Layout
      view={view}
      title={`${service.name} · ${name}`}
      description={`${service.description} Elegí la sucursal y reservá en ${name}.`}
      canonicalPath={timesPath({ servicio: service.slug })}
    >
      <div class="stack">
        <a class="back" href="/">
          ‹ Servicios
        </a>
        <h1>{service.name}</h1>
        <p class="muted">¿En qué sucursal?</p>
        <ul class="card rows">
          {locations.map((location) => (
            <li>
              <a class="row" href={timesPath({ ...queryOf(choice), sucursal: location.slug })}>
                <span>
                  <strong>{location.name}</strong>
                  <span class="muted small">{location.address}</span>
                </span>
                <span class="side">
                  <NextFree slot={nextFree.get(location.id)} location={location} now={now} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </Layout>
  );
}

interface NextFreeProps {
  readonly slot: OfferedSlot | undefined;
  readonly location: LocationRecord;
  readonly now: number;
}

function NextFree({ slot, location: { timeZone }, now }: NextFreeProps) {
  if (slot === undefined) return <span class="muted small">Sin lugar en dos semanas</span>;
  const startsAt = slot.startMinute * 60_000;
  const day = relativeDate(localDateOf(startsAt, timeZone), localDateOf(now, timeZone));
  return (
    <>
      <span class="muted small">Primer lugar</span>
      <span class="small num">
        {day.replace(/ de \p{L}+$/u, '')} {clock(startsAt, timeZone)}
      </span>
    </>
  );
}
