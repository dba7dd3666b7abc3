/** What makes one provider liked before another. */
export interface Preferred {
  /** A seat in a group session that is held already costs nobody any time. */
  readonly isJoining: boolean;
  /** Served this customer the last time, where that decides. */
  readonly isLast: boolean;
  /** Where that decides; otherwise 0. */
  readonly skill: number;
  /** Of the local day. */
  readonly bookedMinutes: number;
  /** In the order in which the shop shows its people. */
  readonly position: number;
}

/** Group sessions fill first; then the customer's own provider, the most skilled, the least booked, the first shown. */
export function byPreference(a: Preferred, b: Preferred): number {
  return (
    Number(b.isJoining) - Number(a.isJoining) ||
    Number(b.isLast) - Number(a.isLast) ||
    b.skill - a.skill ||
    a.bookedMinutes - b.bookedMinutes ||
    a.position - b.position
  );
}
