const minuteMs = 60_000;
const fieldStarts = [0, 0, 1, 1, 0];

/** Whether a five-field cron line (stars, steps, numbers, ranges, lists) is due in the minute of `at`, in UTC. */
export function isCronDue(cron: string, at: Date): boolean {
  const values = [
    at.getUTCMinutes(),
    at.getUTCHours(),
    at.getUTCDate(),
    at.getUTCMonth() + 1,
    at.getUTCDay(),
  ];
  const fields = cron.trim().split(/\s+/);
  return (
    fields.length === 5 &&
    fields.every((field, i) => matchesField(field, values[i] ?? 0, fieldStarts[i] ?? 0))
  );
}

/** Calls `fire` when a cron line is due; Miniflare knows the lines but never fires them. Returns a stop. */
export function startCrons(crons: string[], fire: (event: CronEvent) => void): () => void {
  let timer: NodeJS.Timeout;
  const onMinute = () => {
    const scheduledTime = new Date(Math.floor(Date.now() / minuteMs) * minuteMs);
    for (const cron of crons.filter((line) => isCronDue(line, scheduledTime))) {
      fire({ cron, scheduledTime });
    }
    timer = setTimeout(onMinute, untilNextMinute());
  };
  timer = setTimeout(onMinute, untilNextMinute());
  return () => clearTimeout(timer);
}

interface CronEvent {
  cron: string;
  scheduledTime: Date;
}

/** A few milliseconds late on purpose: a timer may fire early and would then see the minute before. */
function untilNextMinute(): number {
  return minuteMs - (Date.now() % minuteMs) + 5;
}

function matchesField(field: string, value: number, start: number): boolean {
  return field.split(',').some((part) => matchesPart(part, value, start));
}

function matchesPart(part: string, value: number, start: number): boolean {
  const [range = '*', step] = part.split('/');
  const [from, to] = range === '*' ? [start, Number.POSITIVE_INFINITY] : rangeOf(range, step !== undefined);
  return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
}

function rangeOf(range: string, isOpenEnded: boolean): [number, number] {
  const [from = '', to] = range.split('-');
  return [Number(from), to === undefined && isOpenEnded ? Number.POSITIVE_INFINITY : Number(to ?? from)];
}
