import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import { bookAtDesk } from '../../../src/agenda/desk/book-at-desk.ts';
import { importBookings } from '../../../src/agenda/desk/import-bookings.ts';
import { noteBooking, readDeskBooking } from '../../../src/agenda/desk/note-booking.ts';
import { createSeries } from '../../../src/agenda/series/create-series.ts';
import { SCOPES } from '../../../src/kernel/actor.ts';
import { deleteAnswers } from '../../../src/people/intake/delete-answers.ts';
import { purgeIntake } from '../../../src/people/intake/purge-intake.ts';
import { act, unpacked } from '../../../src/platform/action.ts';
import {
  bearer,
  HEALTHY,
  type IntakeWorld,
  MARK,
  OWNER,
  SYSTEM,
  startIntakeWorld,
} from '../../support/intake-world.ts';
import type { TenantWorld } from '../../support/tenant-world.ts';

let shop: IntakeWorld;
let world: TenantWorld;
beforeAll(async () => {
  shop = await startIntakeWorld();
  world = shop.world;
});
afterAll(() => world.stop());

const book: IntakeWorld['book'] = (...how) => shop.book(...how);
const read: IntakeWorld['read'] = (...whose) => shop.read(...whose);
const state = (id: string) => shop.state(id);
const rows = (sql: string) => shop.rows(sql);
const everything = () => shop.everything();
const wish = () => shop.wish();

describe('what is said when booking', () => {
  it('is kept with the booking in an envelope, and is in no other row of the database', async () => {
    const idempotency = { key: 'k1', requestHash: 'h1' };
    const { id } = await book({ notes: `Vengo por ${MARK}`, ...HEALTHY }, idempotency);
    const all = await everything();
    expect(all).toContain(id);
    expect(all).not.toContain(MARK);
    const intake = await read(id);
    expect(intake.notes).toBe(`Vengo por ${MARK}`);
    expect(intake.answers.map(({ questionId, value }) => [questionId, value])).toEqual([
      ['es-menor', false],
      ['tratamiento', MARK],
    ]);
    expect(intake.missing).toEqual(['modalidad', 'contacto-de-emergencia']);
  });

  it('opens for no other booking: an envelope that is moved is refused', async () => {
    const [one, other] = [await book(HEALTHY), await book(HEALTHY)];
    await world.database.write([
      {
        sql: `UPDATE sealed_records SET revision = 9, sealed = (SELECT sealed FROM sealed_records WHERE booking_id = ?)
          WHERE booking_id = ?`,
        args: [one.id, other.id],
      },
    ]);
    await expect(read(other.id)).rejects.toThrow();
    expect((await read(one.id)).answers).toHaveLength(2);
  });

  it('is read only by whoever may, and never unnoticed', async () => {
    const { id } = await book(HEALTHY);
    const others = SCOPES.filter((scope) => scope !== 'health:read');
    for (const actor of [{ ...OWNER, scopes: others }, bearer(id)])
      await expect(read(id, actor)).rejects.toMatchObject({ code: 'forbidden' });
    const readings = `SELECT actor FROM audit_log WHERE action = 'intake.read' AND subject_id = '${id}'`;
    expect(await rows(readings)).toHaveLength(0);
    await read(id);
    await read(id);
    expect((await rows(readings)).map(({ actor }) => actor)).toEqual(['api-key:key_1', 'api-key:key_1']);
  });

  it('is refused whole without a consent to what is answered about health', async () => {
    const before = await rows('SELECT count(*) AS bookings FROM bookings');
    await expect(book({ intake: HEALTHY.intake })).rejects.toMatchObject({
      code: 'invalid-input',
      members: { errors: [{ in: 'body', pointer: '/consents' }] },
    });
    expect(await rows('SELECT count(*) AS bookings FROM bookings')).toEqual(before);
  });

  it('remembers the first visit: the next one shows what was said then', async () => {
    const customer = { name: 'Bea', email: 'bea@example.com' };
    const first = await book({ ...HEALTHY, customer });
    const next = await book({ intake: { modalidad: 'Por videollamada' }, customer });
    const intake = await read(next.id);
    expect(intake.answers.map(({ questionId, bookingId }) => [questionId, bookingId])).toEqual([
      ['modalidad', next.id],
      ['es-menor', first.id],
      ['tratamiento', first.id],
    ]);
    // Whoever knows a name and an address learns nothing of an earlier visit by booking in that name.
    const answered = (await state(next.id)).questions.filter(({ isAnswered }) => isAnswered);
    expect(answered.map(({ id }) => id)).toEqual(['modalidad']);
    await act(deleteAnswers, world.ctx({ actor: bearer(next.id) }), { id: next.id });
    expect((await read(next.id)).answers).toEqual([]);
    expect((await read(first.id)).answers).toHaveLength(2);
  });

  it('a series, the desk and an import keep notes to themselves as well', async () => {
    const partner = world.ctx({ actor: OWNER });
    const customer = { name: 'Caro', email: 'caro@example.com' };
    const note = { customer, notes: MARK };
    await act(bookAtDesk, partner, { ...wish(), ...note, staffNotes: MARK });
    await act(importBookings, partner, { bookings: [{ ...wish(), ...note, reference: 'r1' }] });
    await act(createSeries, partner, { ...wish(), ...note, rule: 'FREQ=WEEKLY;COUNT=2' });
    const kept = await rows(`SELECT part FROM sealed_records WHERE booking_id IN (
      SELECT id FROM bookings WHERE source IN ('desk', 'import', 'series'))`);
    expect(kept).toHaveLength(5);
    expect(await everything()).not.toContain(MARK);
  });
});

describe('the shop’s own notes', () => {
  it('are read at the desk and are ciphertext everywhere else; none: they are gone', async () => {
    const { id } = await book();
    const desk = world.ctx({
      actor: { type: 'api-key', keyId: 'key_2', scopes: ['desk:read', 'desk:write'] },
    });
    const note = (staffNotes: string | null) => act(noteBooking, desk, { id, staffNotes });
    const seen = async () => unpacked(await act(readDeskBooking, desk, { id })).staffNotes;
    await note(`Dijo ${MARK}`);
    expect([await seen(), (await everything()).includes(MARK)]).toEqual([`Dijo ${MARK}`, false]);
    await note('Otra cosa');
    expect(await seen()).toBe('Otra cosa');
    await note(null);
    expect(await seen()).toBeNull();
    await act(deleteAnswers, world.ctx({ actor: OWNER }), { id });
  });

  it('of before they were sealed are sealed by the sweep, once', async () => {
    const { id } = await book(HEALTHY);
    await world.database.write([
      {
        sql: 'UPDATE bookings SET notes = ?, staff_notes = ?, revision = revision + 1 WHERE id = ?',
        args: [`antes ${MARK}`, `local ${MARK}`, id],
      },
    ]);
    await purgeIntake(world.ctx({ actor: SYSTEM }));
    expect(await everything()).not.toContain(MARK);
    expect(await read(id)).toMatchObject({ notes: `antes ${MARK}`, answers: { length: 2 } });
    const desk = unpacked(await act(readDeskBooking, world.ctx({ actor: OWNER }), { id }));
    expect(desk.staffNotes).toBe(`local ${MARK}`);
    const before = await everything();
    await purgeIntake(world.ctx({ actor: SYSTEM }));
    expect(await everything()).toBe(before);
  });
});

describe('a shop’s own questions', () => {
  it('belong to its catalog: asked from the next booking on', async () => {
    const file = JSON.parse(await readFile('tenants/psicologia-belgrano/tenant.json', 'utf8'));
    const own = {
      notAsked: ['es-menor', 'adulto-responsable'],
      intake: [
        {
          id: 'quien-deriva',
          label: '¿Quién te recomendó?',
          kind: 'text',
          isRequired: true,
          isSensitive: false,
          asked: 'every-visit',
          services: ['sesion-individual'],
        },
      ],
    };
    const load = (more: object) =>
      loadCatalog(world.ctx({ actor: SYSTEM }), catalogSpecSchema.parse({ ...file.catalog, ...more }));
    await load(own);
    await expect(book()).rejects.toMatchObject({
      members: { errors: [{ pointer: '/intake/quien-deriva' }] },
    });
    const { id } = await book({ intake: { 'quien-deriva': 'Eva' } });
    const asked = (await state(id)).questions.map((question) => question.id);
    expect(asked).toEqual(['modalidad', 'contacto-de-emergencia', 'tratamiento', 'quien-deriva']);
    await load({});
    await book();
  });
});

it('a database that waits for its migration is booked at as before', async () => {
  const { tenant } = world;
  world.tenant = { ...tenant, schemaVersion: 3 };
  const { id } = await book({ notes: 'Hola' });
  expect((await read(id)).missing).toEqual([]);
  await purgeIntake(world.ctx({ actor: SYSTEM }));
  world.tenant = tenant;
  await purgeIntake(world.ctx({ actor: SYSTEM }));
  expect((await read(id)).notes).toBe('Hola');
});
