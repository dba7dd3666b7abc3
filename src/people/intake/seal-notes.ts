import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import { eraseRecord, type Part, type RecordRow, recordsOf, writeRecord } from './store.ts';

/** The tenant schema that brings the tables of this slice: between a deploy and its migration there are none. */
const INTAKE_SCHEMA = 4;

export function hasIntake({ schemaVersion }: { readonly schemaVersion: number }): boolean {
  return schemaVersion >= INTAKE_SCHEMA;
}

/** Whether the shop's line of business keeps notes as ciphertext only. */
export function areNotesSealed(ctx: Ctx): boolean {
  return hasIntake(ctx.tenant) && readVertical(ctx.tenant.profile.vertical).privacy.notes === 'sealed';
}

/** Notes as a booking's own row, its events and its answers may have them: none where they are sealed. */
export function plainNotes(ctx: Ctx, notes: string | null | undefined): string | null {
  return areNotesSealed(ctx) ? null : (notes ?? null);
}

/** Query: what is kept sealed of a booking. */
export const recordsQuery = recordsOf;

export interface Sealing {
  readonly bookingId: string;
  readonly customerId: string;
  readonly part: Part;
  /** What is kept now; none: the first time. */
  readonly known?: RecordRow | undefined;
}

/** Statements: words of a booking are kept as ciphertext that opens only there. (A bare one would run when awaited.) */
export async function sealRecord(ctx: Ctx, sealing: Sealing, words: string): Promise<Query[]> {
  const { bookingId, customerId, part, known } = sealing;
  const sealed = await ctx.vault.seal(words, placeOf(sealing));
  const revision = (known?.revision ?? 0) + 1;
  return [writeRecord({ bookingId, part, customerId, sealed, revision, writtenAt: ctx.now })];
}

/** Undefined where there is none or where it was erased. */
export async function openRecord(
  { vault }: Pick<Ctx, 'vault'>,
  record: Pick<RecordRow, 'bookingId' | 'part' | 'sealed'> | undefined,
): Promise<string | undefined> {
  if (record?.sealed == null) return undefined;
  return await vault.unseal(record.sealed, placeOf(record));
}

/** Where a record is sealed to. */
function placeOf({ bookingId, part }: Pick<RecordRow, 'bookingId' | 'part'>) {
  return { table: 'sealed_records', column: 'sealed', rowId: `${bookingId}/${part}` };
}

/** What the shop noted of a booking, wherever it is kept. */
export async function openStaffNotes(
  ctx: Ctx,
  booking: { readonly staffNotes: string | null },
  records: readonly RecordRow[],
): Promise<string | null> {
  const record = records.find(({ part }) => part === 'staff-notes');
  return (await openRecord(ctx, record)) ?? booking.staffNotes;
}

/** Statements: the shop's notes of a booking, sealed; none: they are erased. */
export async function writeStaffNotes(
  ctx: Ctx,
  {
    sealing,
    records,
  }: { readonly sealing: Omit<Sealing, 'part' | 'known'>; readonly records: readonly RecordRow[] },
  notes: string | null,
): Promise<Query[]> {
  const known = records.find(({ part }) => part === 'staff-notes');
  if (notes !== null) return await sealRecord(ctx, { ...sealing, part: 'staff-notes', known }, notes);
  return known === undefined
    ? []
    : [eraseRecord(sealing.bookingId, 'staff-notes', { at: ctx.now, by: 'shop' })];
}
