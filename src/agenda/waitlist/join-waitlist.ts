import { addDays, dayNumber, localDateOf } from '../../kernel/local-time.ts';
import { AppError, type FieldError } from '../../kernel/problem.ts';
import { recognizeCustomer } from '../../people/customers/recognize-customer.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireService } from '../availability/find-slots.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import {
  type JoinWaitlistInput,
  joinWaitlistSchema,
  type ManagedEntry,
  managedEntrySchema,
} from './contract.ts';
import { presentEntry, presentManagedEntry } from './present-entry.ts';
import { countBefore, insertEntry, openEntriesOf, type WaitlistColumns } from './store.ts';

const MAX_DAYS = 90;
const MAX_OPEN = 5;

export const joinWaitlist = action({
  name: 'waitlist.join',
  summary: 'Anotarse en la lista de espera de un servicio, para ciertos días y horas',
  permission: 'bookings:create',
  input: joinWaitlistSchema,
  output: managedEntrySchema,
  problems: ['not-found', 'already-exists', 'limit-reached', 'request-in-progress'],
  run: runJoinWaitlist,
});

async function runJoinWaitlist(ctx: Ctx, input: JoinWaitlistInput): Promise<ManagedEntry> {
  refuseDates(ctx, input);
  const reading = catalogRead(ctx);
  const recognition = recognizeCustomer(ctx, input.customer);
  const [catalogRows, candidates] = await ctx.db.read([reading.query, recognition.query]);
  const { catalog } = reading.resolve(catalogRows);
  requireService(catalog, input);
  const { customer, write } = recognition.resolve(candidates);
  const entry = entryOf(ctx, input, customer.id);
  const [open, [line]] = await ctx.db.read([openEntriesOf(customer.id), countBefore(entry)]);
  refuseRepeated(open, input);
  const row = { entry, customer, hold: null };
  const answer = await presentManagedEntry(ctx, catalog, { row, before: line?.before ?? 0 });
  await ctx.db.commit({
    write: [write, insertEntry(entry)],
    events: [
      {
        type: 'waitlist.joined',
        subjectId: entry.id,
        data: { entry: presentEntry(ctx, catalog, row) },
      },
    ],
    audit: { action: 'waitlist.join', subjectId: entry.id },
    answer,
  });
  return answer;
}

function entryOf(ctx: Ctx, input: JoinWaitlistInput, customerId: string): WaitlistColumns {
  return {
    id: ctx.newId('wtl'),
    serviceId: input.serviceId,
    providerId: input.providerId ?? null,
    locationId: input.locationId ?? null,
    customerId,
    fromDate: input.from,
    toDate: input.to,
    weekdays: [...new Set(input.weekdays)].sort(),
    fromMinute: minuteOf(input.hours.from),
    toMinute: minuteOf(input.hours.to),
    status: 'waiting',
    holdId: null,
    offerExpiresAt: null,
    offersMissed: 0,
    declined: [],
    bookingId: null,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function refuseDates(ctx: Ctx, { from, to }: JoinWaitlistInput): void {
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  const errors: FieldError[] = [];
  if (to < today) errors.push({ in: 'body', pointer: '/to', detail: 'Esos días ya pasaron' });
  if (dayNumber(to) - dayNumber(from) >= MAX_DAYS)
    errors.push({ in: 'body', pointer: '/to', detail: `Elegí ${MAX_DAYS} días o menos` });
  if (from > addDays(today, 365))
    errors.push({ in: 'body', pointer: '/from', detail: 'Elegí fechas dentro del próximo año' });
  if (errors.length > 0)
    throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', { errors });
}

function refuseRepeated(open: readonly { readonly serviceId: string }[], input: JoinWaitlistInput): void {
  if (open.some(({ serviceId }) => serviceId === input.serviceId))
    throw new AppError('already-exists', 'Ya estás en la lista de espera de ese servicio.');
  if (open.length >= MAX_OPEN)
    throw new AppError('limit-reached', `Se puede esperar hasta ${MAX_OPEN} servicios a la vez.`);
}
