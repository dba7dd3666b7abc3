import type { Availability } from '../../agenda/availability/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { Field } from '../../site/components/field.tsx';
import { clock } from '../../site/formats.ts';

interface StartFieldsProps {
  readonly slots: Availability['slots'];
  readonly zone: string;
  /** `HH:MM`, as the link or the form says it. */
  readonly chosen: string | undefined;
  readonly error?: string | undefined;
}

/** When: one of the times that customers are offered, or any other. */
export function StartFields({ slots, zone, chosen, error }: StartFieldsProps) {
  const times = slots.map((slot) => ({ at: clock(parseInstant(slot.startsAt) ?? 0, zone), slot }));
  const isOffered = times.some(({ at }) => at === chosen);
  return (
    <>
      {times.length === 0 ? (
        <p class="muted">Ese día no se ofrece ningún horario por la web. Podés escribir uno.</p>
      ) : (
        <fieldset>
          <legend>Horarios que se ofrecen</legend>
          <div class="options times-offered">
            {times.map(({ at, slot }) => (
              <label>
                <input type="radio" name="hora" value={at} checked={at === chosen} />
                <span class="num">{at}</span>
                {slot.isRecommended === true && <span class="small">sin huecos</span>}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Field
        name="otra"
        label={times.length === 0 ? 'Hora' : 'Otra hora'}
        hint="La que escribas vale más que la elegida arriba, aunque no se ofrezca por la web."
        type="time"
        value={isOffered ? undefined : chosen}
        error={error}
      />
    </>
  );
}
