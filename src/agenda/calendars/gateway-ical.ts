import type { ICalComponent } from './rules/ical-component.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
/** Of an unfolded line: the time that the library takes for one grows with the square of its parameters. */
const MAX_LINE = 100_000;

export interface CalendarRequest {
  readonly url: string;
  /** Of what was read before: then there may be nothing new. */
  readonly etag: string | null;
  /** Asked of the address and of everywhere it leads. */
  readonly isAllowed: (url: string) => boolean;
}

export type CalendarAnswer =
  | { readonly status: 'unchanged' }
  | { readonly status: 'read'; readonly text: string; readonly etag: string | null }
  | { readonly status: 'failed'; readonly detail: string };

/** Fetches a calendar, at most 1 MiB of it, within ten seconds in all; an address may lead on three times. */
export async function fetchCalendar({ url, etag, isAllowed }: CalendarRequest): Promise<CalendarAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    let target = url;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      if (!isAllowed(target)) return failed('La dirección lleva a un destino que no se puede leer.');
      const response = await request(target, etag, signal);
      const next = redirectOf(response, target);
      if (next === undefined) return await answerOf(response);
      await response.body?.cancel();
      target = next;
    }
    return failed('La dirección redirige demasiadas veces.');
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return failed(isTimeout ? 'El servidor no respondió a tiempo.' : 'No se pudo conectar con el servidor.');
  }
}

function request(url: string, etag: string | null, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    headers: {
      accept: 'text/calendar',
      'user-agent': 'Booking-Calendar/1.0',
      ...(etag !== null && { 'if-none-match': etag }),
    },
    redirect: 'manual',
    signal,
  });
}

function redirectOf(response: Response, from: string): string | undefined {
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  return URL.parse(location, from)?.href ?? '';
}

async function answerOf(response: Response): Promise<CalendarAnswer> {
  if (response.status === 304) return { status: 'unchanged' };
  if (response.status !== 200) {
    await response.body?.cancel();
    return failed(`El servidor contestó ${response.status}.`);
  }
  const text = await textOf(response);
  if (text === undefined) return failed('El calendario pesa más de 1 MiB.');
  return { status: 'read', text, etag: response.headers.get('etag') };
}

/** Undefined when there is too much of it; no more than that is read, whatever its length is said to be. */
async function textOf(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  let bytes = 0;
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
    bytes += chunk.value.byteLength;
    if (bytes > MAX_BYTES) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

function failed(detail: string): CalendarAnswer {
  return { status: 'failed', detail };
}

/** The calendar of a text; several in one file are one. Undefined when it is none. The library is loaded when needed. */
export async function parseCalendar(text: string): Promise<ICalComponent | undefined> {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text) || hasEndlessLine(text)) return undefined;
  const { default: ICAL } = await import('ical.js');
  try {
    const parsed = ICAL.parse(text) as unknown as ICalComponent | ICalComponent[];
    const calendars = isOne(parsed) ? [parsed] : parsed;
    return ['vcalendar', [], calendars.flatMap(([, , components]) => components)];
  } catch {
    return undefined;
  }
}

function hasEndlessLine(text: string): boolean {
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split('\n');
  return lines.some(({ length }) => length > MAX_LINE);
}

function isOne(parsed: ICalComponent | ICalComponent[]): parsed is ICalComponent {
  return typeof parsed[0] === 'string';
}
