import { findSlots } from '../../src/agenda/availability/find-slots.ts';
import type { ManagedBooking } from '../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { type Actor, SCOPES } from '../../src/kernel/actor.ts';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import type { Intake, IntakeState } from '../../src/people/intake/contract.ts';
import { readIntake, readIntakeState } from '../../src/people/intake/read-intake.ts';
import { act, unpacked } from '../../src/platform/action.ts';
import type { IdempotentRequest } from '../../src/platform/tenant-db.ts';
import { startTenantWorld, type TenantWorld } from './tenant-world.ts';

/** What must be found nowhere but in an envelope. */
export const MARK = 'litio-zq7';
export const HEALTHY = { intake: { tratamiento: MARK, 'es-menor': false }, consents: ['datos-de-salud'] };
export const OWNER = { type: 'api-key', keyId: 'key_1', scopes: SCOPES } as const;
export const SYSTEM: Actor = { type: 'system', reason: 'test' };

export function bearer(bookingId: string): Actor {
  return { type: 'manage-link', bookingId };
}

/** A psychology practice, and hands to book and to look at it. */
export interface IntakeWorld {
  readonly world: TenantWorld;
  /** Somebody's wish for a time that nobody else wants. */
  wish(): {
    serviceId: string;
    providerId: string;
    startsAt: string;
    customer: { name: string; email: string };
  };
  book(more?: object, idempotency?: IdempotentRequest): Promise<ManagedBooking>;
  read(id: string, actor?: Actor): Promise<Intake>;
  state(id: string): Promise<IntakeState>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Every row of every table as one text. */
  everything(): Promise<string>;
}

export async function startIntakeWorld(): Promise<IntakeWorld> {
  const world = await startTenantWorld({ slug: 'psicologia-belgrano' });
  const rows: IntakeWorld['rows'] = async (sql) =>
    ((await world.database.rows([sql]))[0]?.rows ?? []).map((row) => ({ ...row }));
  const [service] = await rows("SELECT id FROM services WHERE slug = 'sesion-individual'");
  const serviceId = String(service?.id);
  const today = localDateOf(world.now, 'America/Argentina/Buenos_Aires');
  const { slots } = await findSlots(world.ctx(), {
    serviceId,
    from: addDays(today, 3),
    to: addDays(today, 40),
  });
  // Hours apart, so that no booking is in another's way.
  const apart = slots.filter((_, index) => index % 6 === 0);
  let visits = 0;
  const wish = () => {
    const slot = apart[visits++];
    if (slot === undefined) throw new Error('There are no more times');
    const startsAt = new Date(slot.startMinute * 60_000).toISOString();
    const customer = { name: `Ana ${visits}`, email: `ana${visits}@example.com` };
    return { serviceId, providerId: slot.providerId, startsAt, customer };
  };
  return {
    world,
    wish,
    rows,
    book: async (more = {}, idempotency) => {
      const ctx = world.ctx(idempotency && { idempotency });
      return (await act(createBooking, ctx, { ...wish(), ...more })) as ManagedBooking;
    },
    read: async (id, actor = OWNER) => unpacked(await act(readIntake, world.ctx({ actor }), { id })),
    state: async (id) => unpacked(await act(readIntakeState, world.ctx({ actor: bearer(id) }), { id })),
    async everything() {
      const tables = await rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      );
      const all = await world.database.rows(tables.map(({ name }) => `SELECT * FROM "${String(name)}"`));
      return JSON.stringify(all.map((result) => result.rows.map((row) => ({ ...row }))));
    },
  };
}
