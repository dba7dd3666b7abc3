import type { Slot } from '../../agenda/availability/contract.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { capitalized, clock, relativeDate, shortWeekday } from '../formats.ts';
import type { TimesQuery } from '../links.ts';
import { Alert } from './alert.tsx';
import { HiddenFields } from './time-grid.tsx';

interface AlternativesProps {
  readonly title: string;
  readonly slots: readonly Slot[];
  readonly catalog: Catalog;
  readonly now: number;
  readonly action: string;
  /** What was asked for. */
  readonly query: TimesQuery;
}

/** The time was taken: why, and the nearest ones at one tap each. */
export function Alternatives({ title, slots, catalog, now, action, query }: AlternativesProps) {
  if (slots.length === 0) return <Alert title={title} kind="error" />;
  return (
    <Alert title={title} kind="error">
      <p>Estos son los más cercanos que quedan libres:</p>
      <ul class="chips people">
        {slots.map((slot) => (
          <li>
            <AlternativeButton slot={slot} catalog={catalog} now={now} action={action} query={query} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

type ButtonProps = Omit<AlternativesProps, 'title' | 'slots'> & { readonly slot: Slot };

function AlternativeButton({ slot, catalog, now, action, query }: ButtonProps) {
  const location = catalog.locationById.get(slot.locationId);
  const provider = catalog.providerById.get(slot.providerId);
  const zone = location?.timeZone ?? 'UTC';
  const startsAt = parseInstant(slot.startsAt) ?? 0;
  const date = localDateOf(startsAt, zone);
  const relative = relativeDate(date, localDateOf(now, zone));
  const dayText = relative.includes(' ') ? `${shortWeekday(date)} ${Number(date.slice(8))}` : relative;
  const { servicio, mas, lugares } = query;
  const chosen = { sucursal: location?.slug, profesional: provider?.slug, dia: date };
  const fields = { servicio, mas, lugares, ...chosen };
  return (
    <form method="post" action={action} data-once>
      <HiddenFields fields={fields} />
      <button type="submit" name="hora" value={`${slot.startsAt} ${provider?.slug ?? ''}`}>
        <span class="num">{clock(startsAt, zone)}</span>
        <span class="small">
          {capitalized(dayText)}
          <br />
          {provider?.name}
        </span>
      </button>
    </form>
  );
}
