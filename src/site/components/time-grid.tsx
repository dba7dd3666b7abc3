import type { OfferedSlot } from '../../agenda/availability/rules/slot-agenda.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { formatInstant, minuteOfDayAt } from '../../kernel/local-time.ts';
import { clock } from '../formats.ts';

const MINUTE_MS = 60_000;
const NOON = 12 * 60;
const EVENING = 18 * 60;

interface TimeGridProps {
  readonly slots: readonly OfferedSlot[];
  readonly zone: string;
  readonly catalog: Catalog;
  /** Where choosing a time is posted, with what was chosen before. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** One button for each free time, under the part of the day it falls in. */
export function TimeGrid({ slots, zone, catalog, action, fields }: TimeGridProps) {
  const parts = Map.groupBy(slots, ({ startMinute }) => partOfDay(startMinute * MINUTE_MS, zone));
  return (
    <form method="post" action={action} data-once>
      <HiddenFields fields={fields} />
      {[...parts].map(([part, own]) => (
        <section class="part" aria-label={part}>
          <h3>{part}</h3>
          <ul class="times">
            {own.map((slot) => (
              <li>
                <button type="submit" name="hora" value={slotValue(catalog, slot, zone)}>
                  {clock(slot.startMinute * MINUTE_MS, zone)}
                  {slot.seatsLeft !== undefined && (
                    <span class="small">{slot.seatsLeft === 1 ? 'queda 1' : `quedan ${slot.seatsLeft}`}</span>
                  )}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </form>
  );
}

export function HiddenFields({ fields }: Pick<TimeGridProps, 'fields'>) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) =>
        value === undefined ? null : <input type="hidden" name={name} value={value} />,
      )}
    </>
  );
}

/** The instant, and who would be free then: a moved appointment needs a name where a new one takes anybody. */
function slotValue(catalog: Catalog, slot: OfferedSlot, zone: string): string {
  const provider = catalog.providerById.get(slot.providerId)?.slug ?? '';
  return `${formatInstant(slot.startMinute * MINUTE_MS, zone)} ${provider}`;
}

function partOfDay(epochMs: number, zone: string): string {
  const minute = minuteOfDayAt(epochMs, zone);
  if (minute < NOON) return 'Mañana';
  return minute < EVENING ? 'Tarde' : 'Noche';
}
