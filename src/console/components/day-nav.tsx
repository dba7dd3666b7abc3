import { addDays, type LocalDate } from '../../kernel/local-time.ts';
import { HiddenFields } from '../../site/components/time-grid.tsx';

interface DayNavProps {
  readonly date: LocalDate;
  readonly today: LocalDate;
  readonly linkTo: (date: LocalDate) => string;
  /** Where a typed date is sent, with what else the link says. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** The day before, today, the day after, or any other. */
export function DayNav({ date, today, linkTo, action, fields }: DayNavProps) {
  return (
    <nav class="head" aria-label="Día">
      <div class="when-nav">
        <a class="button" href={linkTo(addDays(date, -1))}>
          <span aria-hidden="true">‹</span>
          <span class="vh">Día anterior</span>
        </a>
        <a class="button" href={linkTo(today)} aria-current={date === today ? 'date' : undefined}>
          Hoy
        </a>
        <a class="button" href={linkTo(addDays(today, 1))}>
          Mañana
        </a>
        <a class="button" href={linkTo(addDays(date, 1))}>
          <span aria-hidden="true">›</span>
          <span class="vh">Día siguiente</span>
        </a>
      </div>
      <form method="get" action={action} class="jump">
        <label class="vh" for="dia">
          Otra fecha
        </label>
        <input type="date" id="dia" name="dia" value={date} />
        <HiddenFields fields={fields} />
        <button type="submit">Ir</button>
      </form>
    </nav>
  );
}
