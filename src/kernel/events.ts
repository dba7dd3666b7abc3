/** Every event a tenant's log can hold, in the past tense of what happened. */
export const EVENT_TYPES = [
  'booking.created',
  'booking.confirmed',
  'booking.rescheduled',
  'booking.cancelled',
  'booking.checked-in',
  'booking.completed',
  'booking.no-show',
  'booking.reopened',
  'waitlist.joined',
  'waitlist.offered',
  'waitlist.booked',
  'tenant.restored',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What changed, field by field: the value before and after. */
export type Changes = Readonly<Record<string, { readonly old: unknown; readonly new: unknown }>>;

/** An event before it is written; its id, sequence and time come from the commit. */
export interface NewEvent {
  readonly type: EventType;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly changes?: Changes;
}

/** An event as partners see it; `sequence` has no gaps within a tenant, `timestamp` is RFC 3339 in UTC. */
export interface PublishedEvent {
  readonly id: string;
  readonly type: EventType;
  readonly sequence: number;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly changes?: Changes;
}
