import type { Query } from '../../platform/statements.ts';
import { expiredTimes } from '../occupancy/read-busy-times.ts';
import { deleteHoldsExpiredBefore } from './store.ts';

/** Expired holds stay for an hour: a slow customer's hold is still honoured when nobody else took the time. */
const KEEP_MS = 3_600_000;

export function purgeHolds(now: number): Query[] {
  return [expiredTimes(now - KEEP_MS), deleteHoldsExpiredBefore(now - KEEP_MS)];
}
