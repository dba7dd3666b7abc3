import type { Catalog } from '../../agenda/catalog/rules.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import { digest } from '../../platform/secrets.ts';
import type { Query } from '../../platform/statements.ts';
import type { Consent } from '../../tenancy/verticals/contract.ts';
import { formOf } from './read-form.ts';
import type { AskedForm } from './rules/asked-form.ts';
import { type Answer, checkAnswers, type Given } from './rules/check-answers.ts';
import { areNotesSealed, openRecord, sealRecord } from './seal-notes.ts';
import { insertConsent, type RecordRow } from './store.ts';

/** What customers said, as it is in their envelope. */
export interface Words {
  readonly answers: readonly Answer[];
  readonly notes?: string | undefined;
}

export interface CheckedIntake {
  readonly answers: readonly Answer[];
  readonly consents: readonly Consent[];
}

/** What was given with a booking. Throws `invalid-input` with what is missing or wrong; the platform's own tries are not asked. */
export function requireIntake(
  ctx: Ctx,
  { catalog, serviceIds }: { readonly catalog: Catalog; readonly serviceIds: readonly string[] },
  given: Given,
): CheckedIntake {
  if (ctx.actor.type === 'system') return { answers: [], consents: [] };
  return requireChecked(formOf(ctx, catalog, serviceIds), given);
}

export function requireChecked(form: AskedForm, given: Given, inForce?: ReadonlySet<string>): CheckedIntake {
  const checked = checkAnswers(form, given, inForce);
  if (checked.ok) return checked;
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', { errors: checked.errors });
}

export interface Said extends Partial<CheckedIntake> {
  readonly notes?: string | null | undefined;
  readonly staffNotes?: string | null | undefined;
}

type OfBooking = { readonly id: string; readonly customerId: string };

/** Statements for the commit that makes a booking: everything that was said with it, sealed, and every consent. */
export async function recordIntake(ctx: Ctx, { id, customerId }: OfBooking, said: Said): Promise<Query[]> {
  const { answers = [], consents = [], notes, staffNotes } = said;
  const isSealed = areNotesSealed(ctx);
  const words: Words = { answers, ...(isSealed && notes && { notes }) };
  const sealing = { bookingId: id, customerId };
  const written: Query[] = [];
  if (answers.length > 0 || words.notes !== undefined)
    written.push(...(await sealRecord(ctx, { ...sealing, part: 'answers' }, JSON.stringify(words))));
  if (isSealed && staffNotes)
    written.push(...(await sealRecord(ctx, { ...sealing, part: 'staff-notes' }, staffNotes)));
  return [...written, ...(await recordConsents(ctx, sealing, consents))];
}

export async function recordConsents(
  ctx: Ctx,
  sealing: { readonly bookingId: string; readonly customerId: string },
  consents: readonly Consent[],
): Promise<Query[]> {
  const written = consents.map(async ({ id: consentId, version, purpose, text }) =>
    insertConsent(
      {
        ...sealing,
        id: ctx.newId('cns'),
        consentId,
        version,
        purpose,
        textHash: await digest(text),
        how: ctx.through ?? 'api',
        givenAt: ctx.now,
      },
      text,
    ),
  );
  return (await Promise.all(written)).flat();
}

export async function openWords(ctx: Ctx, record: RecordRow | undefined): Promise<Words> {
  const text = await openRecord(ctx, record);
  return text === undefined ? { answers: [] } : (JSON.parse(text) as Words);
}
