import type * as z from 'zod';
import {
  areNotesSealed,
  openStaffNotes,
  plainNotes,
  recordsQuery,
  writeStaffNotes,
} from '../../people/intake/seal-notes.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { bookingChange, staleRevision } from '../bookings/change-booking.ts';
import { presentManaged } from '../bookings/present-booking.ts';
import { loadBooking } from '../bookings/read-booking.ts';
import { bookingIdSchema, type DeskBooking, deskBookingSchema, staffNotesSchema } from './contract.ts';

/** Notes are the shop's own: no event carries them, and the audit log says only that they changed. */
export const noteBooking = action({
  name: 'desk.note',
  summary: 'Escribir o borrar las notas internas de un turno',
  permission: 'desk:write',
  input: staffNotesSchema,
  output: deskBookingSchema,
  problems: ['not-found', 'stale-revision'],
  run: runNoteBooking,
});

async function runNoteBooking(
  ctx: Ctx,
  { id, staffNotes }: z.output<typeof staffNotesSchema>,
): Promise<DeskBooking> {
  const { catalog, row } = await loadBooking(ctx, id);
  const answer = { ...(await presentManaged(ctx, catalog, { ...row, updatedAt: ctx.now })), staffNotes };
  const plain = plainNotes(ctx, staffNotes);
  const sealed = areNotesSealed(ctx) ? await sealedNotes(ctx, row, staffNotes) : [];
  const result = await ctx.db.commit({
    write: [bookingChange(row, { staffNotes: plain }, ctx.now), ...sealed],
    events: [],
    audit: { action: 'desk.note', subjectId: id },
    answer: { ...answer, staffNotes: plain },
  });
  if (!result.ok) throw staleRevision();
  return answer;
}

async function sealedNotes(
  ctx: Ctx,
  { id, customerId }: { id: string; customerId: string },
  notes: string | null,
) {
  const [records] = await ctx.db.read([recordsQuery(id)]);
  return await writeStaffNotes(ctx, { sealing: { bookingId: id, customerId }, records }, notes);
}

export const readDeskBooking = action({
  name: 'desk.read',
  summary: 'Leer un turno con sus notas internas',
  permission: 'desk:read',
  input: bookingIdSchema,
  output: deskBookingSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }: { id: string }): Promise<DeskBooking> => {
    const { catalog, row } = await loadBooking(ctx, id);
    const [records] = areNotesSealed(ctx) ? await ctx.db.read([recordsQuery(id)]) : [[]];
    const staffNotes = await openStaffNotes(ctx, row, records);
    return { ...(await presentManaged(ctx, catalog, row)), staffNotes };
  },
});
