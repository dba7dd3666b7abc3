import type { LocalDate } from '../../kernel/local-time.ts';
import type { Day, TwoWeeks } from '../days.ts';
import { capitalized, counted, longDate, monthsOf, shortWeekday } from '../formats.ts';

interface DayStripProps {
  readonly weeks: TwoWeeks;
  readonly linkTo: (date: LocalDate) => string;
}

export function DayStrip({ weeks, linkTo }: DayStripProps) {
  const { days, previous, next, chosen } = weeks;
  const first = days[0]?.date ?? chosen.date;
  return (
    <nav aria-label="Día">
      <div class="weeks">
        <PageLink date={previous} linkTo={linkTo} label="Dos semanas anteriores" sign="‹" />
        <h2>{capitalized(monthsOf(first, days.at(-1)?.date ?? first))}</h2>
        <PageLink date={next} linkTo={linkTo} label="Dos semanas siguientes" sign="›" />
      </div>
      <ol class="days">
        {days.map((day) => (
          <li>
            <DayLink day={day} isChosen={day === chosen} href={linkTo(day.date)} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

const STATES: Readonly<Record<Exclude<Day['state'], 'free'>, { short: string; long: string }>> = {
  full: { short: 'lleno', long: 'completo' },
  closed: { short: 'cerrado', long: 'cerrado' },
  'too-soon': { short: 'ya no', long: 'ya no se puede reservar: falta muy poco' },
  'too-far': { short: '', long: 'todavía no se puede reservar' },
};

interface DayLinkProps {
  readonly day: Day;
  readonly isChosen: boolean;
  readonly href: string;
}

function DayLink({ day, isChosen, href }: DayLinkProps) {
  const { date, slots, state } = day;
  const text =
    state === 'free'
      ? { short: 'libre', long: counted(slots.length, 'horario libre', 'horarios libres') }
      : STATES[state];
  const label = `${longDate(date)}, ${text.long}`;
  const inside = (
    <>
      <span aria-hidden="true">{shortWeekday(date)}</span>
      <b aria-hidden="true">{Number(date.slice(8))}</b>
      <span class="state" aria-hidden="true">
        {text.short}
      </span>
      <span class="vh">{label}</span>
    </>
  );
  if (state === 'too-far') return <span class="day none">{inside}</span>;
  return (
    <a class={state === 'free' ? 'day' : 'day none'} href={href} aria-current={isChosen ? 'date' : undefined}>
      {inside}
    </a>
  );
}

interface PageLinkProps {
  readonly date: LocalDate | undefined;
  readonly linkTo: (date: LocalDate) => string;
  readonly label: string;
  readonly sign: string;
}

function PageLink({ date, linkTo, label, sign }: PageLinkProps) {
  if (date === undefined) return <span class="off" />;
  return (
    <a href={linkTo(date)}>
      <span aria-hidden="true">{sign}</span>
      <span class="vh">{label}</span>
    </a>
  );
}
