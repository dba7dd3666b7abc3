import { formatInstant } from '../../../kernel/local-time.ts';
import type { BookingStatus } from '../../bookings/rules/life.ts';

/** A booking as a calendar sees it; instants are epoch milliseconds. */
export interface CalendarEvent {
  /** Stable for the life of the booking, so that a later file replaces the earlier entry. */
  readonly uid: string;
  /** The booking's revision: the highest one wins. */
  readonly sequence: number;
  readonly status: 'tentative' | 'confirmed' | 'cancelled';
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly summary: string;
  readonly description: string;
  readonly location: string;
  readonly url?: string;
}

/** What a calendar program shows of a calendar that it looks at again and again. */
export interface CalendarHeading {
  readonly organization: string;
  readonly name: string;
  readonly refreshMinutes: number;
}

/** A calendar knows fewer states than a booking. */
export function calendarStatusOf(status: BookingStatus): CalendarEvent['status'] {
  if (status === 'cancelled') return 'cancelled';
  return status === 'pending' ? 'tentative' : 'confirmed';
}

const MAX_OCTETS = 75;

/** An iCalendar file (RFC 5545) with one event, in UTC, without METHOD: a file to keep, not an invitation. */
export function calendarFile(organization: string, event: CalendarEvent): string {
  return fileOf(organization, [], [event]);
}

/** A calendar to subscribe to: named, published, with how often to come back (RFC 7986 section 5.7). */
export function calendarFeed(
  { organization, name, refreshMinutes }: CalendarHeading,
  events: readonly CalendarEvent[],
): string {
  const heading = [
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:PT${refreshMinutes}M`,
    `X-PUBLISHED-TTL:PT${refreshMinutes}M`,
  ];
  return fileOf(organization, heading, events);
}

function fileOf(organization: string, heading: readonly string[], events: readonly CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//${escaped(organization)}//Turnos//ES`,
    'CALSCALE:GREGORIAN',
    ...heading,
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function eventLines(event: CalendarEvent): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(event.uid)}`,
    `DTSTAMP:${utc(event.updatedAt)}`,
    `CREATED:${utc(event.createdAt)}`,
    `LAST-MODIFIED:${utc(event.updatedAt)}`,
    `SEQUENCE:${event.sequence}`,
    `STATUS:${event.status.toUpperCase()}`,
    `DTSTART:${utc(event.startsAt)}`,
    `DTEND:${utc(event.endsAt)}`,
    `SUMMARY:${escaped(event.summary)}`,
    `DESCRIPTION:${escaped(event.description)}`,
    `LOCATION:${escaped(event.location)}`,
    ...(event.url === undefined ? [] : [`URL:${event.url}`]),
    `TRANSP:${event.status === 'cancelled' ? 'TRANSPARENT' : 'OPAQUE'}`,
    'END:VEVENT',
  ];
}

/** RFC 5545 section 3.3.11 (TEXT); other control characters have no place in it. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');
}

/** Section 3.1: at most 75 octets a line, and never in the middle of a character. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > MAX_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}

function octetsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x8_00) return 2;
  return point < 0x1_00_00 ? 3 : 4;
}

/** The instant as `20261121T183000Z`, as calendars write it; whole seconds. */
export function utc(epochMs: number): string {
  return formatInstant(Math.floor(epochMs / 1000) * 1000, 'UTC')
    .replace('+00:00', 'Z')
    .replaceAll(/[-:]/g, '');
}
