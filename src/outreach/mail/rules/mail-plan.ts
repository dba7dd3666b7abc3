import type { Booking } from '../../../agenda/bookings/contract.ts';
import type { Changes, EventType } from '../../../kernel/events.ts';
import { parseInstant } from '../../../kernel/local-time.ts';

/** The tenant schema that brings the tables of mails: between a deploy and its migration there are none. */
export const MAIL_SCHEMA = 5;

export const MAIL_KINDS = [
  'booking-confirmed',
  'booking-requested',
  'booking-approved',
  'booking-declined',
  'booking-moved',
  'booking-cancelled',
  'booking-reminder',
  'waitlist-offer',
  'owner-invitation',
] as const;

export type MailKind = (typeof MAIL_KINDS)[number];

/** An event as the log holds it; `occurredAt` in epoch milliseconds. */
export interface MailedEvent {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly changes: Changes | null;
}

/** A mail to be sent; its id is what it is about, so that the same event never plans another. Epoch milliseconds. */
export interface PlannedMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly subjectId: string;
  readonly recipient: string;
  readonly startsAt: number | null;
  readonly dueAt: number;
}

export interface Reminder {
  readonly beforeMinutes: number;
}

/** What an event has somebody told: the news itself, and the reminders of a booking that stands. */
export function planMail(event: MailedEvent, reminders: readonly Reminder[]): PlannedMail[] {
  if (event.type === 'waitlist.offered') return planOffer(event);
  const booking = event.data.booking as Booking | undefined;
  const recipient = booking?.customer.email;
  if (booking === undefined || recipient === null || recipient === undefined) return [];
  const startsAt = parseInstant(booking.startsAt) ?? 0;
  const mail = { subjectId: booking.id, recipient, startsAt };
  const kind = startsAt > event.occurredAt ? newsOf(event, booking) : undefined;
  const isPlaced = REMINDED.has(event.type) && booking.status === 'confirmed';
  return [
    ...(kind === undefined ? [] : [{ ...mail, id: idOfNews(event, booking), kind, dueAt: event.occurredAt }]),
    ...(isPlaced ? remindersOf(event, mail, reminders) : []),
  ];
}

const REMINDED: ReadonlySet<EventType> = new Set([
  'booking.created',
  'booking.confirmed',
  'booking.rescheduled',
]);
/** Who stands at the counter knows; who was booked in another system was told there. */
const UNTOLD: ReadonlySet<Booking['source']> = new Set(['walk-in', 'import']);

function newsOf({ type, changes }: MailedEvent, booking: Booking): MailKind | undefined {
  const wasPending = changes?.status?.old === 'pending';
  switch (type) {
    case 'booking.created':
      if (UNTOLD.has(booking.source)) return undefined;
      if (booking.status === 'confirmed') return 'booking-confirmed';
      return booking.pending?.reason === 'approval' ? 'booking-requested' : undefined;
    case 'booking.confirmed':
      return 'booking-approved';
    case 'booking.rescheduled':
      return 'booking-moved';
    case 'booking.cancelled':
      return wasPending && booking.cancelledBy !== 'customer' ? 'booking-declined' : 'booking-cancelled';
    default:
      return undefined;
  }
}

/** All dates of a series that one change touched are one piece of news: the first of them tells it. */
function idOfNews({ id, type, occurredAt }: MailedEvent, { seriesId }: Booking): string {
  const isOne = seriesId === null || type === 'booking.confirmed';
  return isOne ? `eml_${bare(id)}` : `eml_${bare(seriesId)}_${type.slice('booking.'.length)}_${occurredAt}`;
}

/** None for a moment that is over when the booking is made, or moved to where it is now. */
function remindersOf(
  { occurredAt }: MailedEvent,
  mail: { readonly subjectId: string; readonly recipient: string; readonly startsAt: number },
  reminders: readonly Reminder[],
): PlannedMail[] {
  return reminders
    .map(({ beforeMinutes }) => ({
      ...mail,
      id: `eml_${bare(mail.subjectId)}_${mail.startsAt}_${beforeMinutes}`,
      kind: 'booking-reminder' as const,
      dueAt: mail.startsAt - beforeMinutes * 60_000,
    }))
    .filter(({ dueAt }) => dueAt > occurredAt);
}

interface OfferedEntry {
  readonly id: string;
  readonly customer: { readonly email: string | null };
  readonly offer: { readonly startsAt: string } | null;
}

function planOffer({ id, data, occurredAt }: MailedEvent): PlannedMail[] {
  const entry = data.entry as OfferedEntry | undefined;
  const recipient = entry?.customer.email ?? null;
  if (entry === undefined || entry.offer === null || recipient === null) return [];
  const startsAt = parseInstant(entry.offer.startsAt) ?? null;
  return [
    {
      id: `eml_${bare(id)}`,
      kind: 'waitlist-offer',
      subjectId: entry.id,
      recipient,
      startsAt,
      dueAt: occurredAt,
    },
  ];
}

/** An id without its prefix. */
function bare(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
