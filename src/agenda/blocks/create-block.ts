import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { bookingsOverQuery } from '../bookings/list-bookings.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { occupyTime, type WantedOccupation } from '../occupancy/occupy-time.ts';
import { createBlockSchema, createdBlockSchema, MAX_BLOCK_DAYS } from './contract.ts';
import { presentBlock } from './present-block.ts';
import { type BlockRow, insertBlock } from './store.ts';

/** The database holds no longer time in one row. */
const LONGEST_MS = 86_400_000;

export const createBlock = action({
  name: 'blocks.create',
  summary: 'Apartar tiempo de un profesional o de un recurso: descanso, vacaciones, arreglo',
  permission: 'desk:write',
  input: createBlockSchema,
  output: createdBlockSchema,
  problems: ['not-found', 'block-conflict', 'request-in-progress'],
  run: runCreateBlock,
});

async function runCreateBlock(ctx: Ctx, input: z.output<typeof createBlockSchema>) {
  refuseSpan(ctx, input);
  const { overBookings, ...span } = input;
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([
    reading.query,
    bookingsOverQuery({ subjectId: span.subjectId, from: span.startsAt, to: span.endsAt }),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const capacity = capacityOf(catalog, span.subjectId);
  const bookings = rows.map((row) => presentBooking(catalog, row));
  if (bookings.length > 0 && !overBookings) throw conflict(bookings);
  const row: BlockRow = { ...span, id: ctx.newId('blk'), createdAt: ctx.now };
  const answer = { ...presentBlock(ctx, row), bookings };
  const result = await occupyTime(ctx, {
    times: timesOfBlock(row, { capacity, isOverbooked: overBookings }),
    commit: {
      write: [insertBlock(row)],
      events: [],
      audit: { action: 'blocks.create', subjectId: row.id, details: { on: row.subjectId } },
      answer,
    },
  });
  if (result.ok) return answer;
  throw conflict(bookings);
}

function refuseSpan(ctx: Ctx, { startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number }) {
  const refuse = (detail: string) => {
    throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
      errors: [{ in: 'body', pointer: '/endsAt', detail }],
    });
  };
  if (endsAt <= startsAt) refuse('Tiene que ser posterior a startsAt');
  if (endsAt <= ctx.now) refuse('Ese tiempo ya pasó');
  if (endsAt - startsAt > MAX_BLOCK_DAYS * LONGEST_MS)
    refuse(`Apartá ${MAX_BLOCK_DAYS} días o menos por vez`);
}

/** How much of the subject there is to block. */
function capacityOf(catalog: Catalog, subjectId: string): number {
  if (catalog.providerById.has(subjectId)) return 1;
  const resource = catalog.resourceById.get(subjectId);
  if (resource === undefined) throw new AppError('not-found', 'No existe ese profesional ni ese recurso.');
  return resource.capacity;
}

function conflict(bookings: readonly unknown[]): AppError {
  return new AppError(
    'block-conflict',
    'Hay turnos en ese tiempo. Movelos antes, o mandá overBookings para bloquear igual y reasignarlos después.',
    { bookings },
  );
}

/**
 * A block takes the whole subject, whatever room it has, in pieces of at most a day. Put over bookings it stands
 * beside them, and nothing new comes in.
 */
function timesOfBlock(
  row: BlockRow,
  { capacity, isOverbooked }: { readonly capacity: number; readonly isOverbooked: boolean },
): WantedOccupation[] {
  const pieces = Math.ceil((row.endsAt - row.startsAt) / LONGEST_MS);
  return Array.from({ length: pieces }, (_, index) => ({
    subjectId: row.subjectId,
    ownerType: 'block',
    ownerId: row.id,
    startsAt: row.startsAt + index * LONGEST_MS,
    endsAt: Math.min(row.startsAt + (index + 1) * LONGEST_MS, row.endsAt),
    bufferBefore: 0,
    bufferAfter: 0,
    placeId: null,
    capacity,
    party: null,
    seats: capacity,
    partySeats: 1,
    travel: {},
    isOverbooked,
  }));
}
