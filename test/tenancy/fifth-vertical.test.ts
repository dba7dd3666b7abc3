import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listSlots } from '../../src/agenda/availability/list-slots.ts';
import type { ManagedBooking } from '../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { loadCatalog } from '../../src/agenda/catalog/load-catalog.ts';
import { recentCatalog } from '../../src/agenda/catalog/read-catalog.ts';
import { catalogSpecSchema } from '../../src/agenda/catalog/spec-contract.ts';
import { SCOPES } from '../../src/kernel/actor.ts';
import { readIntakeForm } from '../../src/people/intake/read-form.ts';
import { readIntake } from '../../src/people/intake/read-intake.ts';
import { act, unpacked } from '../../src/platform/action.ts';
import type { VerticalDefinition, VerticalTemplate } from '../../src/tenancy/verticals/contract.ts';
import { readTemplate } from '../../src/tenancy/verticals/read-template.ts';
import { readVertical } from '../../src/tenancy/verticals/read-vertical.ts';
import { shopOfVertical } from '../../src/tenancy/verticals/rules/shop-of-vertical.ts';
import { startTenantWorld, type TenantWorld } from '../support/tenant-world.ts';

/** What the file of a fifth line of business would hold. */
const { TATTOO, TATTOO_TEMPLATE } = vi.hoisted(() => {
  const line: Omit<VerticalDefinition, 'vocabulary'> = {
    id: 'tattoo',
    title: 'Estudio de tatuajes',
    reminders: [{ beforeMinutes: 2_880 }],
    intake: [
      {
        id: 'zona',
        label: '¿En qué parte del cuerpo?',
        kind: 'text',
        isRequired: true,
        isSensitive: false,
        asked: 'every-visit',
      },
      {
        id: 'coagulacion',
        label: '¿Tomás anticoagulantes?',
        kind: 'yes-no',
        isRequired: false,
        isSensitive: true,
        asked: 'every-visit',
      },
    ],
    consents: [
      {
        id: 'mayoria-de-edad',
        version: 2,
        purpose: 'other',
        text: 'Tengo 18 años o más y lo acredito con mi documento al llegar.',
        isRequired: true,
      },
      {
        id: 'datos-de-salud',
        version: 1,
        purpose: 'health-data',
        text: 'Acepto que guarden lo que contesto sobre mi salud, sólo para atenderme.',
        isRequired: false,
      },
    ],
    privacy: { notes: 'sealed', intakeRetentionDays: 365, outside: 'full' },
  };
  const start: VerticalTemplate = {
    providerTitle: 'Tatuador/a',
    policies: { stepMinutes: 30, noticeMinutes: 1_440, windowDays: 90, changeDeadlineMinutes: 2_880 },
    hours: [{ weekdays: [3, 4, 5, 6], hours: ['12:00-20:00'] }],
    services: [
      {
        slug: 'sesion',
        category: 'Tatuajes',
        name: 'Sesión de tatuaje',
        description: 'Tres horas.',
        durationMinutes: 180,
        bufferAfterMinutes: 30,
        priceCentavos: 120_000_00,
      },
    ],
  };
  return { TATTOO: line, TATTOO_TEMPLATE: start };
});

// The list with its line in it: everything else is what runs.
vi.mock('../../src/tenancy/verticals/list-verticals.ts', async (original) => {
  const { VERTICALS, TEMPLATES } =
    await original<typeof import('../../src/tenancy/verticals/list-verticals.ts')>();
  const vocabulary = {
    ...VERTICALS[0]?.vocabulary,
    schemaType: 'TattooParlor',
    pickService: '¿Qué te tatuamos?',
  };
  return {
    VERTICALS: [...VERTICALS, { ...TATTOO, vocabulary }],
    TEMPLATES: { ...TEMPLATES, tattoo: TATTOO_TEMPLATE },
  };
});

let world: TenantWorld;
let serviceId: string;
let startsAt: string;
beforeAll(async () => {
  world = await startTenantWorld();
  world.tenant = { ...world.tenant, profile: { ...world.tenant.profile, vertical: 'tattoo' } };
  const shop = {
    name: 'Tinta',
    ownerName: 'Lara Vidal',
    address: 'Thames 1500',
    providers: ['Lara Vidal', 'Teo'],
  };
  const staff = world.ctx({ actor: { type: 'system', reason: 'test' } });
  await loadCatalog(staff, catalogSpecSchema.parse(shopOfVertical(readTemplate('tattoo'), shop)));
  const { services } = await recentCatalog(staff);
  serviceId = services.find(({ slug }) => slug === 'sesion')?.id ?? '';
  const range = { serviceId, from: '2026-11-26', to: '2026-11-26' };
  const { slots } = unpacked(await act(listSlots, world.ctx(), range));
  startsAt = slots[0]?.startsAt ?? '';
});
afterAll(() => world.stop());

const customer = { name: 'Ana', email: 'ana@example.com' };
const book = (more: object) => act(createBooking, world.ctx(), { serviceId, startsAt, customer, ...more });

it('a fifth line of business is data: its shop opens in its hours', () => {
  expect(readVertical('tattoo').vocabulary.pickService).toBe('¿Qué te tatuamos?');
  expect(startsAt).toBe('2026-11-26T12:00:00-03:00');
});

it('says what it asks', async () => {
  const form = unpacked(await act(readIntakeForm, world.ctx(), { id: serviceId }));
  expect(form.questions.map(({ id, isRequired }) => [id, isRequired])).toEqual([
    ['zona', true],
    ['coagulacion', false],
  ]);
  expect(form.consents.map(({ id, version }) => [id, version])).toEqual([
    ['mayoria-de-edad', 2],
    ['datos-de-salud', 1],
  ]);
  expect(form.areNotesSealed).toBe(true);
});

it('books nobody who leaves out what it requires, and says where', async () => {
  await expect(book({})).rejects.toMatchObject({
    code: 'invalid-input',
    members: { errors: [{ pointer: '/intake/zona' }, { pointer: '/consents' }] },
  });
  await expect(
    book({ intake: { zona: 'Brazo', coagulacion: true }, consents: ['mayoria-de-edad'] }),
  ).rejects.toMatchObject({ members: { errors: [{ detail: 'Falta el consentimiento datos-de-salud' }] } });
});

it('is booked at, and whoever may reads what was answered', async () => {
  const booked = (await book({
    intake: { zona: 'Brazo', coagulacion: false },
    consents: ['mayoria-de-edad', 'datos-de-salud'],
    notes: 'Un dragón',
  })) as ManagedBooking;
  expect([booked.status, booked.price.amount, booked.notes]).toEqual(['confirmed', 120_000_00, null]);
  const owner = world.ctx({ actor: { type: 'api-key', keyId: 'key_1', scopes: SCOPES } });
  const intake = unpacked(await act(readIntake, owner, { id: booked.id }));
  expect(intake.notes).toBe('Un dragón');
  expect(intake.answers.map(({ questionId, value }) => [questionId, value])).toEqual([
    ['zona', 'Brazo'],
    ['coagulacion', false],
  ]);
  expect(intake.consents.map(({ consentId, version, text }) => [consentId, version, text])).toEqual(
    TATTOO.consents.map(({ id, version, text }) => [id, version, text]),
  );
});
