import { type BusyRange, busyTimesIn, commitsOf, deleteExpired } from './store.ts';

/** Whose busy times are read. */
export type WhoseTimes = BusyRange['of'];

/** Statement: removes holds that ran out before an instant. */
export const expiredTimes = deleteExpired;

/** Query: who takes whose time, in a range; for the slot engine. */
export const busyTimesQuery = busyTimesIn;

/** Query: on which providers an owner takes time, and by which commit; for giving it back. */
export const occupationsQuery = commitsOf;
