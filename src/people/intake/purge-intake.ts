import { bookingChange } from '../../agenda/bookings/change-booking.ts';
import type { Ctx } from '../../platform/context.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import { openWords } from './record-intake.ts';
import { areNotesSealed, hasIntake, recordsQuery, sealRecord, writeStaffNotes } from './seal-notes.ts';
import { eraseRecord, expiredAnswers, type PlainNotes, plainNotes } from './store.ts';

const DAY_MS = 86_400_000;
/** What is left over, the next sweep finds. */
const AT_ONCE = 100;

/** Erases answers that were kept for as long as the line of business keeps them, and seals notes that are not yet. */
export async function purgeIntake(ctx: Ctx): Promise<void> {
  if (!hasIntake(ctx.tenant)) return;
  const { intakeRetentionDays } = readVertical(ctx.tenant.profile.vertical).privacy;
  const [expired, plain] = await ctx.db.read([
    expiredAnswers(ctx.now - intakeRetentionDays * DAY_MS, AT_ONCE),
    plainNotes(areNotesSealed(ctx) ? AT_ONCE : 0),
  ]);
  if (expired.length > 0) await eraseExpired(ctx, expired);
  for (const row of plain) await sealPlainNotes(ctx, row);
}

async function eraseExpired(ctx: Ctx, expired: readonly { readonly bookingId: string }[]): Promise<void> {
  await ctx.db.commit({
    write: expired.map(({ bookingId }) =>
      eraseRecord(bookingId, 'answers', { at: ctx.now, by: 'retention' }),
    ),
    events: [],
    audit: { action: 'intake.expire', subjectId: ctx.tenant.id, details: { bookings: expired.length } },
  });
}

/** Of before the shop's notes were sealed, or of a Worker that does not know it yet. */
async function sealPlainNotes(ctx: Ctx, row: PlainNotes): Promise<void> {
  const { id, customerId, revision, notes, staffNotes } = row;
  const [records] = await ctx.db.read([recordsQuery(id)]);
  const known = records.find(({ part }) => part === 'answers');
  const sealing = { bookingId: id, customerId };
  const words = { ...(await openWords(ctx, known)), ...(notes && { notes }) };
  // Refused as stale when somebody changed it meanwhile: then the next sweep does it.
  await ctx.db.commit({
    write: [
      ...(notes ? await sealRecord(ctx, { ...sealing, part: 'answers', known }, JSON.stringify(words)) : []),
      ...(staffNotes ? await writeStaffNotes(ctx, { sealing, records }, staffNotes) : []),
      bookingChange({ id, revision }, { notes: null, staffNotes: null }, ctx.now),
    ],
    events: [],
    audit: { action: 'intake.seal-notes', subjectId: id },
  });
}
