import { Hono } from 'hono';
import { bookAtDesk } from '../agenda/desk/book-at-desk.ts';
import type { DeskBooked } from '../agenda/desk/contract.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError } from '../kernel/problem.ts';
import { bySlug, type Desk, type Form, openDesk, performOnce, sendDesk, typed } from './desk.tsx';
import { bookingPath, type DeskQuery, deskPath } from './links.ts';
import { ChooseServicePage } from './pages/choose-service.tsx';
import { NewBookingPage } from './pages/new-booking.tsx';
import { offeredTo, startOf, type Wanted, wantedOf } from './wanted.ts';

export const newBookingPages = new Hono<HonoEnv>();

newBookingPages.get(deskPath('nuevo'), showNew);
newBookingPages.post(deskPath('nuevo'), book);

async function showNew(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const wanted = wantedOf(desk, desk.query);
  if (wanted !== undefined) return await showForm(c, desk, { wanted, form: firstForm(desk.query) });
  const provider = bySlug(desk.catalog.providers, desk.query.profesional);
  const location = bySlug(desk.catalog.locations, desk.query.sucursal);
  const html = (
    <ChooseServicePage
      desk={desk}
      title="Nuevo turno"
      tab="nuevo"
      provider={provider}
      location={location}
      linkTo={(servicio) => deskPath('nuevo', { ...desk.query, servicio })}
    />
  );
  return sendDesk(c, desk.view, { html });
}

function firstForm({ hora }: DeskQuery): Form {
  return hora === undefined ? new Map() : new Map([['hora', hora]]);
}

interface Shown {
  readonly wanted: Wanted;
  readonly form: Form;
  readonly problem?: AppError;
}

async function showForm(c: HonoContext, desk: Desk, { wanted, form, problem }: Shown): Promise<Response> {
  const slots = await offeredTo(desk, wanted);
  const html = <NewBookingPage desk={desk} wanted={wanted} slots={slots} form={form} problem={problem} />;
  const status = problem === undefined ? 200 : problem.code === 'invalid-input' ? 422 : 409;
  return sendDesk(c, desk.view, { html, status });
}

async function book(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  const query = Object.fromEntries(form) as DeskQuery;
  const wanted = wantedOf(desk, chosenInstead(form) ?? query);
  if (wanted === undefined) return c.redirect(deskPath('nuevo'), 303);
  try {
    const input = inputOf(desk, form, wanted);
    const booked = (await performOnce(c, bookAtDesk, { form, input })) as DeskBooked;
    return c.redirect(bookingPath(booked.id, { listo: 'anotado', avisos: booked.warnings.join() }), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    return await showForm(c, desk, { wanted, form, problem });
  }
}

/** One of the alternatives to a time that was taken: who and where change with it. */
function chosenInstead(form: Form): DeskQuery | undefined {
  const [profesional, sucursal, dia] = form.get('alternativa')?.split(' ') ?? [];
  return dia === undefined ? undefined : { servicio: form.get('servicio'), profesional, sucursal, dia };
}

function inputOf(desk: Desk, form: Form, { service, location, provider, date }: Wanted) {
  const [, , , instead] = form.get('alternativa')?.split(' ') ?? [];
  const over = bySlug(desk.catalog.providers, form.get('sobreturno'));
  const providerId = over?.id ?? provider?.id;
  const [email, phone] = [typed(form, 'email'), typed(form, 'telefono')];
  const [notes, staffNotes, seats] = ['pedido-cliente', 'notas', 'lugares'].map((name) => typed(form, name));
  return {
    serviceId: service.id,
    locationId: location.id,
    ...(providerId && { providerId }),
    startsAt: instead ?? startOf(form, date, location.timeZone),
    customer: { name: typed(form, 'nombre') ?? '', ...(email && { email }), ...(phone && { phone }) },
    ...(notes && { notes }),
    ...(staffNotes && { staffNotes }),
    ...(seats && service.seats > 1 && { seats: Number(seats) }),
    overbook: over !== undefined,
  };
}
