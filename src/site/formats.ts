import { clockText, dayNumber, type LocalDate, localDateOf, minuteOfDayAt } from '../kernel/local-time.ts';

const DAY_MS = 86_400_000;

const FORMATS = {
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  weekday: { weekday: 'short' },
  month: { month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Made when first used: the first of them loads the language, which a cold start need not wait for. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `viernes 21 de noviembre` */
export function longDate(date: LocalDate): string {
  return format('long', date).replace(',', '');
}

/** `vie` */
export function shortWeekday(date: LocalDate): string {
  return format('weekday', date).replace('.', '').slice(0, 3);
}

/** `noviembre`, or `noviembre y diciembre` when the two dates lie in different months. */
export function monthsOf(from: LocalDate, to: LocalDate): string {
  const [first, last] = [format('month', from), format('month', to)];
  return first === last ? first : `${first} y ${last}`;
}

/** `hoy`, `mañana`, or the long date. */
export function relativeDate(date: LocalDate, today: LocalDate): string {
  const distance = dayNumber(date) - dayNumber(today);
  if (distance === 0) return 'hoy';
  return distance === 1 ? 'mañana' : longDate(date);
}

/** `15:30`, in the zone. */
export function clock(epochMs: number, zone: string): string {
  return clockText(minuteOfDayAt(epochMs, zone));
}

/** `viernes 21 de noviembre a las 15:30` */
export function dateAndClock(epochMs: number, zone: string): string {
  return `${longDate(localDateOf(epochMs, zone))} a las ${clock(epochMs, zone)}`;
}

/** `hoy a las 15:30`, or `el viernes 21 de noviembre a las 15:30`; both in the zone. */
export function untilText(epochMs: number, now: number, zone: string): string {
  const isToday = localDateOf(epochMs, zone) === localDateOf(now, zone);
  return isToday ? `hoy a las ${clock(epochMs, zone)}` : `el ${dateAndClock(epochMs, zone)}`;
}

/** `45 min`, `1 h`, `2 h 30 min` */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ');
}

/** `4 horas`, `1 día`, `90 minutos`: a policy's span as people say it. */
export function spanText(minutes: number): string {
  if (minutes % 1440 === 0) return counted(minutes / 1440, 'día', 'días');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hora', 'horas');
  return counted(minutes, 'minuto', 'minutos');
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Calendar dates are formatted as UTC midnights: the zone was applied when the date was made. */
function format(name: keyof typeof FORMATS, date: LocalDate): string {
  const formatter =
    formatters.get(name) ?? new Intl.DateTimeFormat('es-AR', { timeZone: 'UTC', ...FORMATS[name] });
  formatters.set(name, formatter);
  return formatter.format(dayNumber(date) * DAY_MS);
}
