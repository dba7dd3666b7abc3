import { localDateOf } from '../../kernel/local-time.ts';
import type { Desk } from '../desk.tsx';
import type { DeskQuery } from '../links.ts';
import { queryOf, type Wanted } from '../wanted.ts';
import { Chips } from './chips.tsx';
import { DayNav } from './day-nav.tsx';

interface WantedChipsProps {
  readonly desk: Desk;
  readonly wanted: Wanted;
  /** The path of the page without its query. */
  readonly action: string;
  readonly linkTo: (query: DeskQuery) => string;
  /** Nobody in particular is a choice too, unless one is needed. */
  readonly isAnybodyOffered?: boolean;
}

/** Where, with whom and on which day: each a tap. */
export function WantedChips({ desk, wanted, action, linkTo, isAnybodyOffered = true }: WantedChipsProps) {
  const { location, locations, provider, providers, date } = wanted;
  const query = queryOf(wanted);
  const anybody = {
    href: linkTo({ ...query, profesional: undefined }),
    text: 'Cualquiera',
    isChosen: provider === undefined,
  };
  return (
    <>
      <Chips
        label="Sucursal"
        id="sucursal"
        items={locations.map((one) => ({
          href: linkTo({ ...query, sucursal: one.slug, profesional: undefined }),
          text: one.name,
          isChosen: one === location,
        }))}
      />
      <Chips
        label="Profesional"
        id="profesional"
        items={[
          ...(isAnybodyOffered ? [anybody] : []),
          ...providers.map((one) => ({
            href: linkTo({ ...query, profesional: one.slug }),
            text: one.name,
            isChosen: one === provider,
          })),
        ]}
      />
      <DayNav
        date={date}
        today={localDateOf(desk.ctx.now, location.timeZone)}
        linkTo={(dia) => linkTo({ ...query, dia })}
        action={action}
        fields={{ ...query, dia: undefined }}
      />
    </>
  );
}
