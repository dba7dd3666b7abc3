import type { TimeClaim } from '../../../kernel/claims.ts';
import type { ServiceRecord } from '../../catalog/rules.ts';

const MINUTE_MS = 60_000;

/** The time that a session of a service takes from a provider, buffers included; epoch and plain milliseconds. */
export function timeOf(
  service: Pick<ServiceRecord, 'durationMinutes' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>,
  startsAt: number,
): Pick<TimeClaim, 'startsAt' | 'endsAt' | 'bufferBefore' | 'bufferAfter'> {
  return {
    startsAt,
    endsAt: startsAt + service.durationMinutes * MINUTE_MS,
    bufferBefore: service.bufferBeforeMinutes * MINUTE_MS,
    bufferAfter: service.bufferAfterMinutes * MINUTE_MS,
  };
}
