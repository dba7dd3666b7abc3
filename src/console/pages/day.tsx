import type { LocationRecord, ProviderRecord } from '../../agenda/catalog/rules.ts';
import type { Day } from '../../agenda/desk/contract.ts';
import { localDateOf } from '../../kernel/local-time.ts';
import { capitalized, longDate, relativeDate } from '../../site/formats.ts';
import { Board } from '../components/board.tsx';
import { Chips } from '../components/chips.tsx';
import { DayNav } from '../components/day-nav.tsx';
import { Frame } from '../components/frame.tsx';
import { Done } from '../components/notice.tsx';
import { PendingList } from '../components/pending-list.tsx';
import { Unblock } from '../components/unblock.tsx';
import type { Desk } from '../desk.tsx';
import { DESK_PATH, type DeskQuery, dayPath } from '../links.ts';

export interface DayPageProps {
  readonly desk: Desk;
  readonly day: Day;
  readonly location: LocationRecord | undefined;
  readonly provider: ProviderRecord | undefined;
}

export function DayPage(props: DayPageProps) {
  const { desk, day } = props;
  const today = localDateOf(desk.ctx.now, day.timeZone);
  const { sucursal, profesional } = desk.query;
  const link = (change: DeskQuery) => dayPath({ dia: day.date, sucursal, profesional, ...change });
  const relative = relativeDate(day.date, today);
  return (
    <Frame view={desk.view} title={`Agenda del ${longDate(day.date)}`} tab="dia" query={desk.query}>
      <div class="stack">
        <div>
          <h1>{capitalized(relative)}</h1>
          {relative !== longDate(day.date) && <p class="muted">{capitalized(longDate(day.date))}</p>}
        </div>
        <Done what={desk.query.listo} />
        <DayNav
          date={day.date}
          today={today}
          linkTo={(dia) => link({ dia })}
          action={DESK_PATH}
          fields={{ sucursal, profesional }}
        />
        <Filters {...props} link={link} />
        <div data-live="pendientes">
          <PendingList desk={desk} pending={day.pending} />
        </div>
        <div data-live="dia">
          <Boards {...props} back={link({})} />
        </div>
      </div>
    </Frame>
  );
}

type FiltersProps = DayPageProps & { readonly link: (change: DeskQuery) => string };

function Filters({ desk, location, provider, link }: FiltersProps) {
  const { locations, providers, locationIdsByProvider } = desk.catalog;
  const people = providers.filter(
    ({ id }) => location === undefined || locationIdsByProvider.get(id)?.includes(location.id),
  );
  return (
    <details class="filters">
      <summary>
        {location?.name ?? (locations.length > 1 ? 'Todas las sucursales' : 'Todo')},{' '}
        {provider?.name ?? 'todo el equipo'}
      </summary>
      {locations.length > 1 && (
        <Chips
          label="Sucursal"
          id="sucursal"
          items={[
            { href: link({ sucursal: undefined }), text: 'Todas', isChosen: location === undefined },
            ...locations.map((one) => ({
              href: link({ sucursal: one.slug, profesional: undefined }),
              text: one.name,
              isChosen: one === location,
            })),
          ]}
        />
      )}
      <Chips
        label="Profesional"
        id="profesional"
        items={[
          {
            href: link({ profesional: undefined }),
            text: 'Todo el equipo',
            isChosen: provider === undefined,
          },
          ...people.map((one) => ({
            href: link({ profesional: one.slug }),
            text: one.name,
            isChosen: one === provider,
          })),
        ]}
      />
    </details>
  );
}

function Boards({ desk, day, back }: DayPageProps & { readonly back: string }) {
  const isThere = (one: Day['providers'][number]) => one.hours.length > 0 || one.lines.length > 0;
  const away = day.providers
    .filter((one) => !isThere(one))
    .flatMap(({ providerId }) => desk.catalog.providerById.get(providerId)?.name ?? []);
  return (
    <div class="loose">
      <div class="boards">
        {day.providers.filter(isThere).map((one) => (
          <Board desk={desk} day={day} provider={one} back={back} />
        ))}
      </div>
      <ResourceBlocks desk={desk} day={day} />
      {away.length > 0 && (
        <p class="muted">Ese día no atiende: {new Intl.ListFormat('es-AR').format(away)}.</p>
      )}
    </div>
  );
}

function ResourceBlocks({ desk, day }: Pick<DayPageProps, 'desk' | 'day'>) {
  if (day.resourceBlocks.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="recursos">
      <h2 id="recursos">Salas y equipos bloqueados</h2>
      <ul class="stack">
        {day.resourceBlocks.map((block) => (
          <li>
            <Unblock
              desk={desk}
              block={block}
              zone={day.timeZone}
              name={desk.catalog.resourceById.get(block.subjectId)?.name}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
