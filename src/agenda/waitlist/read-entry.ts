import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireOwn } from '../bookings/read-booking.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { entryIdSchema, type ManagedEntry, managedEntrySchema } from './contract.ts';
import { presentManagedEntry } from './present-entry.ts';
import { countBefore, type EntryRow, entryById, lineOfEntry } from './store.ts';

export const readEntry = action({
  name: 'waitlist.read',
  summary: 'Leer un lugar en la lista de espera: su turno en la fila y el horario que se le ofrece',
  permission: 'bookings:read',
  input: entryIdSchema,
  output: managedEntrySchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }: { id: string }): Promise<ManagedEntry> => {
    requireOwn(ctx, id);
    const { catalog, row } = await loadEntry(ctx, id);
    return await answerOf(ctx, catalog, row);
  },
});

/** An entry with everything that a change of it needs, in one request. */
export async function loadEntry(ctx: Ctx, id: string) {
  const reading = catalogRead(ctx);
  const [catalogRows, [row], line] = await ctx.db.read([reading.query, entryById(id), lineOfEntry(id)]);
  if (row === undefined) throw new AppError('not-found', 'No existe ese lugar en la lista de espera.');
  const { catalog } = reading.resolve(catalogRows);
  const occupied = row.entry.holdId === null ? [] : await occupiedBy(ctx, row.entry.holdId);
  return { catalog, row, line, occupied };
}

async function occupiedBy(ctx: Ctx, holdId: string) {
  const [occupied] = await ctx.db.read([occupationsQuery(holdId)]);
  return occupied;
}

/** The entry with its place in the line, for whoever waits. */
export async function answerOf(ctx: Ctx, catalog: Catalog, row: EntryRow): Promise<ManagedEntry> {
  const [[line]] = await ctx.db.read([countBefore(row.entry)]);
  return await presentManagedEntry(ctx, catalog, { row, before: line?.before ?? 0 });
}
