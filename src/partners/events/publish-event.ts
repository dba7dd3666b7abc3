import type { Changes, EventType, PublishedEvent } from '../../kernel/events.ts';
import { formatInstant } from '../../kernel/local-time.ts';

export interface EventRow {
  readonly id: string;
  readonly type: EventType;
  readonly sequence: number;
  readonly occurredAt: number;
  readonly data: Record<string, unknown>;
  readonly changes: Changes | null;
}

/** The event as the feed and the webhooks give it: always the same words for the same row. */
export function publishedEvent({ id, type, sequence, occurredAt, data, changes }: EventRow): PublishedEvent {
  const timestamp = formatInstant(occurredAt, 'UTC');
  return { id, type, sequence, timestamp, data, ...(changes && { changes }) };
}
