import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireOwn } from '../bookings/read-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import { consumeHold } from '../holds/consume-hold.ts';
import { freeTime, type Occupied } from '../occupancy/occupy-time.ts';
import { offerGone } from './accept-offer.ts';
import { declineSchema, entryIdSchema, type ManagedEntry, managedEntrySchema } from './contract.ts';
import { type Line, passTimeOn } from './draft-offer.ts';
import { answerOf, loadEntry } from './read-entry.ts';
import { afterMissed } from './rules/match.ts';
import { type EntryRow, updateEntry, type WaitlistColumns } from './store.ts';

export const declineOffer = action({
  name: 'waitlist.decline',
  summary: 'Dejar pasar el horario ofrecido: va a quien sigue en la fila',
  permission: 'bookings:write',
  input: declineSchema,
  output: managedEntrySchema,
  problems: ['not-found', 'offer-gone'],
  run: async (ctx: Ctx, { id, keepWaiting }: z.output<typeof declineSchema>): Promise<ManagedEntry> => {
    requireOwn(ctx, id);
    const facts = await loadEntry(ctx, id);
    const { entry } = facts.row;
    if (entry.status !== 'offered') throw offerGone();
    const status = keepWaiting ? 'waiting' : 'left';
    return await endOffer(ctx, facts, { change: { status }, action: 'waitlist.decline' });
  },
});

export const leaveWaitlist = action({
  name: 'waitlist.leave',
  summary: 'Salir de la lista de espera; salir otra vez no cambia nada',
  permission: 'bookings:write',
  input: entryIdSchema,
  output: managedEntrySchema,
  problems: ['not-found', 'stale-revision'],
  run: async (ctx: Ctx, { id }: { id: string }): Promise<ManagedEntry> => {
    requireOwn(ctx, id);
    const facts = await loadEntry(ctx, id);
    const { status } = facts.row.entry;
    if (status !== 'waiting' && status !== 'offered') return await answerOf(ctx, facts.catalog, facts.row);
    return await endOffer(ctx, facts, { change: { status: 'left' }, action: 'waitlist.leave' });
  },
});

/** The offer had no answer in time: the next one's turn, and this entry is asked once more or not at all. */
export async function lapseOffer(ctx: Ctx, facts: EntryFacts): Promise<void> {
  await endOffer(ctx, facts, { change: afterMissed(facts.row.entry), action: 'waitlist.lapse' });
}

export interface EntryFacts {
  readonly catalog: Catalog;
  readonly row: EntryRow;
  readonly line: Line;
  readonly occupied: readonly Occupied[];
}

interface Ending {
  readonly change: Partial<Pick<WaitlistColumns, 'status' | 'offersMissed'>>;
  readonly action: string;
}

/**
 * Somebody else decided meanwhile (it was accepted, or it lapsed): then there is no offer to end. The answer is read
 * before the commit: once that is made, nothing may fail any more.
 */
async function endOffer(
  ctx: Ctx,
  facts: EntryFacts,
  { change, action: name }: Ending,
): Promise<ManagedEntry> {
  const { catalog, row, line, occupied } = facts;
  const { entry, hold } = row;
  const declined = hold === null ? entry.declined : [...entry.declined, hold.startsAt];
  const full = { ...change, holdId: null, offerExpiresAt: null, declined };
  const answer = await answerOf(ctx, catalog, { ...row, hold: null, entry: { ...entry, ...full } });
  const commit = {
    write: [updateEntry(entry, full, ctx.now), ...(hold === null ? [] : consumeHold(hold.id))],
    events: [],
    audit: { action: name, subjectId: entry.id },
  };
  const plan = hold && { items: hold.items, locationId: hold.locationId, seats: hold.seats };
  const result =
    plan === null
      ? await freeTime(ctx, occupied, commit)
      : await passTimeOn(ctx, catalog, { plan, line, from: hold?.id ?? '', occupied, commit });
  if (!result.ok) throw offerGone();
  return answer;
}
