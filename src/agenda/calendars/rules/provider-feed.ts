import { mergeIntervals } from '../../../kernel/interval.ts';
import type { BookingStatus } from '../../bookings/rules/life.ts';
import type { Catalog } from '../../catalog/rules.ts';
import { type CalendarEvent, calendarFeed, calendarStatusOf } from './calendar-event.ts';

/** How often calendar programs are asked to come back. */
const REFRESH_MINUTES = 15;

/** The part of a booking that its provider's calendar shows; instants in epoch milliseconds. */
export interface FedBooking {
  readonly id: string;
  readonly code: string;
  readonly status: BookingStatus;
  readonly locationId: string;
  readonly items: readonly { readonly serviceId: string; readonly providerIds: readonly string[] }[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly customerName: string;
  readonly customerPhone: string | null;
  readonly notes: string | null;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Time that somebody set aside; longer than a day it comes in pieces. */
export interface FedBlock {
  readonly ownerId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly writtenAt: number;
  readonly reason: string | null;
}

export interface FeedFacts {
  readonly catalog: Catalog;
  readonly organization: string;
  /** The tenant's own host: what makes the UIDs unique in the world. */
  readonly host: string;
  readonly providerName: string;
  /** What an appointment is called where nobody else may learn what it is, nor with whom; none: everything is told. */
  readonly discreetTitle?: string | undefined;
  readonly bookings: readonly FedBooking[];
  readonly blocks: readonly FedBlock[];
}

/**
 * A provider's calendar as text: bookings (cancelled ones as such, so that programs take them away; pending ones
 * tentative) and blocked time. The same facts give the same text, to the byte.
 */
export function providerFeed(facts: FeedFacts): string {
  const { organization, providerName } = facts;
  const heading = {
    organization,
    name: `${providerName} · ${organization}`,
    refreshMinutes: REFRESH_MINUTES,
  };
  const events = [
    ...facts.bookings.map((booking) => bookingEvent(facts, booking)),
    ...blockEvents(facts),
  ].sort((a, b) => a.startsAt - b.startsAt || (a.uid < b.uid ? -1 : 1));
  return calendarFeed(heading, events);
}

function bookingEvent(facts: FeedFacts, booking: FedBooking): CalendarEvent {
  const { catalog, host } = facts;
  const { id, revision, startsAt, endsAt, createdAt, updatedAt } = booking;
  return {
    uid: `${id}@${host}`,
    sequence: revision,
    status: calendarStatusOf(booking.status),
    startsAt,
    endsAt,
    createdAt,
    updatedAt,
    ...wordsOf(facts, booking),
    location: catalog.locationById.get(booking.locationId)?.address ?? '',
  };
}

/** Discreet: initials and the code, which only the agenda knows. */
function wordsOf({ catalog, discreetTitle }: FeedFacts, booking: FedBooking) {
  const code = `Código ${booking.code}.`;
  if (discreetTitle !== undefined)
    return { summary: `${discreetTitle} · ${initialsOf(booking.customerName)}`, description: code };
  const services = booking.items.map(({ serviceId }) => catalog.serviceById.get(serviceId)?.name ?? 'Turno');
  const phone = booking.customerPhone === null ? '' : `Tel. ${booking.customerPhone}`;
  const lines = [code, phone, booking.notes ?? ''];
  return {
    summary: `${services.join(' + ')} · ${booking.customerName}`,
    description: lines.filter((line) => line !== '').join('\n'),
  };
}

/** `A. S.` */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => `${[...word][0]?.toUpperCase()}.`).join(' ');
}

/** One event for each stretch that is blocked without interruption. */
function blockEvents({ blocks, host }: FeedFacts): CalendarEvent[] {
  return [...Map.groupBy(blocks, ({ ownerId }) => ownerId)].flatMap(([ownerId, pieces]) => {
    const writtenAt = Math.max(...pieces.map((piece) => piece.writtenAt));
    const stretches = mergeIntervals(pieces.toSorted((a, b) => a.startsAt - b.startsAt));
    return stretches.map(({ startsAt, endsAt }, index) => ({
      uid: index === 0 ? `${ownerId}@${host}` : `${ownerId}.${index}@${host}`,
      sequence: 0,
      status: 'confirmed' as const,
      startsAt,
      endsAt,
      createdAt: writtenAt,
      updatedAt: writtenAt,
      summary: pieces[0]?.reason ?? 'Bloqueado',
      description: '',
      location: '',
    }));
  });
}
