import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { recordIntake } from '../../people/intake/record-intake.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import { bookPlan } from '../bookings/book-plan.ts';
import { newBookingRow } from '../bookings/draft-booking.ts';
import { bookingQuery } from '../bookings/read-booking.ts';
import { refuseOccupation } from '../bookings/refuse-occupation.ts';
import { importedSchema, importSchema } from './contract.ts';
import { tellOutcome } from './tell-outcome.ts';

type Input = z.output<typeof importSchema>;
type Item = Input['bookings'][number];
type Imported = z.infer<typeof importedSchema>['data'][number];

export const importBookings = action({
  name: 'desk.import',
  summary: 'Traer turnos de otro sistema, hasta cien por vez; cada uno entra o se explica por qué no',
  permission: 'desk:write',
  feature: 'import',
  input: importSchema,
  output: importedSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { bookings }: Input) => {
    const data: Imported[] = [];
    for (const item of bookings) data.push(await importOne(ctx, item));
    return { data };
  },
});

/** The booking's id comes from its reference: the same one is imported once, however often it is sent. */
async function importOne(ctx: Ctx, item: Item): Promise<Imported> {
  const { reference } = item;
  const id = await importedId(ctx, reference);
  const [[known]] = await ctx.db.read([bookingQuery({ id })]);
  if (known !== undefined) return { reference, outcome: 'known', bookingId: id, problem: null };
  const outcome = await tellOutcome(() => takeIn(ctx, id, item));
  if (outcome === undefined) return { reference, outcome: 'imported', bookingId: id, problem: null };
  return { reference, outcome: 'refused', bookingId: null, problem: outcome };
}

async function importedId(ctx: Ctx, reference: string): Promise<string> {
  const signed = await ctx.vault.sign('import', reference);
  return `bkg_${signed
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 26)}`;
}

/** What was agreed elsewhere stands: no notice, window, grid, hours or limits. But nobody is booked twice. */
async function takeIn(ctx: Ctx, id: string, item: Item): Promise<void> {
  const { customer, notes, reference: _, ...wish } = item;
  if (wish.startsAt <= ctx.now) throw new AppError('slot-not-offered', 'Ese turno ya pasó.');
  const recognition = recognizeCustomer(ctx, customer);
  const { catalog, plans, beside } = await readWantedStart(ctx, { ...wish, freedom: 'staff' }, [
    recognition.query,
  ]);
  const known = recognition.resolve(beside[0]);
  const request = { catalog, plans, customer: known.customer, customerWrite: known.write };
  const result = await bookPlan(ctx, request, {
    action: 'desk.import',
    isUnlimited: true,
    rowOf: (plan) => ({
      ...newBookingRow(ctx, { plan, customer: known.customer, notes, source: 'import' }),
      id,
    }),
    beside: (row) => recordIntake(ctx, row, { notes }),
  });
  if (!result.ok) await refuseOccupation(ctx, wish, result.reason);
}
