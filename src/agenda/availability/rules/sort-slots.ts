import type { OfferedSlot } from './slot-agenda.ts';

/**
 * By start; of equal starts in the order of the list. They are counted by the minute, so that many providers take as
 * long for each start as few: comparing them would cost more than finding them.
 */
export function sortSlots(slots: readonly OfferedSlot[]): OfferedSlot[] {
  let first = Infinity;
  let last = -Infinity;
  for (const { startMinute } of slots) {
    first = Math.min(first, startMinute);
    last = Math.max(last, startMinute);
  }
  if (slots.length === 0) return [];
  /** Of each minute, counted from the first one: the place of its next slot. */
  const places = new Uint32Array(last - first + 2);
  for (const { startMinute } of slots)
    places[startMinute - first + 1] = place(places, startMinute - first + 1) + 1;
  for (let minute = 1; minute < places.length; minute++)
    places[minute] = place(places, minute) + place(places, minute - 1);
  const sorted = slots.slice();
  for (const slot of slots) {
    const minute = slot.startMinute - first;
    sorted[place(places, minute)] = slot;
    places[minute] = place(places, minute) + 1;
  }
  return sorted;
}

function place(places: Uint32Array, minute: number): number {
  return places[minute] ?? 0;
}
