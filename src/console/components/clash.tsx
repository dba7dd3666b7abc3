import type { Slot } from '../../agenda/availability/contract.ts';
import type { ProviderRecord } from '../../agenda/catalog/rules.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import { capitalized, clock, relativeDate } from '../../site/formats.ts';
import { type Desk, type Form, zoneAt } from '../desk.tsx';
import { Refused } from './notice.tsx';

interface ClashProps {
  readonly desk: Desk;
  readonly problem: AppError;
  readonly form: Form;
  readonly action: string;
  /** Over whose time it could be put. */
  readonly providers: readonly ProviderRecord[];
}

/**
 * The time is taken: the nearest free ones, and the way to take it all the same. A form of its own, with what was typed
 * in it: the Enter key in the other one never overbooks.
 */
export function Clash({ desk, problem, form, action, providers }: ClashProps) {
  const slots = (problem.members.alternatives ?? []) as readonly Slot[];
  const { pedido: _, alternativa: __, sobreturno: ___, ...fields } = Object.fromEntries(form);
  return (
    <Refused title="Ese horario está ocupado">
      <form method="post" action={action} class="stack" data-once>
        <HiddenFields fields={{ ...fields, pedido: desk.ctx.requestId }} />
        {slots.length > 0 && (
          <>
            <p>Lo más cercano que queda libre:</p>
            <ul class="chips people">
              {slots.map((slot) => (
                <li>
                  <Alternative desk={desk} slot={slot} />
                </li>
              ))}
            </ul>
          </>
        )}
        <p>O como sobreturno: quien atienda va a tener dos turnos a la vez, y queda marcado en la agenda.</p>
        <div class="actions">
          {providers.map(({ slug, name }) => (
            <button type="submit" name="sobreturno" value={slug} class="danger">
              Sí, sobreturno con {name}
            </button>
          ))}
        </div>
      </form>
    </Refused>
  );
}

function Alternative({ desk, slot }: { readonly desk: Desk; readonly slot: Slot }) {
  const { catalog, ctx } = desk;
  const zone = zoneAt(desk, slot.locationId);
  const startsAt = parseInstant(slot.startsAt) ?? 0;
  const date = localDateOf(startsAt, zone);
  const provider = catalog.providerById.get(slot.providerId);
  const location = catalog.locationById.get(slot.locationId);
  const value = [provider?.slug, location?.slug, date, slot.startsAt].join(' ');
  return (
    <button type="submit" name="alternativa" value={value}>
      <span class="num">
        {capitalized(relativeDate(date, localDateOf(ctx.now, zone)))} {clock(startsAt, zone)}
      </span>
      <span class="small">
        {provider?.name}
        {catalog.locations.length > 1 && `, ${location?.name}`}
      </span>
    </button>
  );
}
