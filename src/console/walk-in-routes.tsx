import { Hono } from 'hono';
import type { LocationRecord, ServiceRecord } from '../agenda/catalog/rules.ts';
import { admitWalkIn } from '../agenda/desk/book-at-desk.ts';
import type { DeskBooked } from '../agenda/desk/contract.ts';
import { findFreeNow } from '../agenda/desk/find-free-now.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError } from '../kernel/problem.ts';
import { bySlug, type Desk, type Form, openDesk, perform, performOnce, sendDesk, typed } from './desk.tsx';
import { bookingPath, type DeskQuery, deskPath } from './links.ts';
import { ServiceNowPage } from './pages/service-now.tsx';
import { WalkInPage } from './pages/walk-in.tsx';

export const walkInPages = new Hono<HonoEnv>();

walkInPages.get(deskPath('sin-turno'), showWalkIn);
walkInPages.post(deskPath('sin-turno'), admit);

async function showWalkIn(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const location = placeOf(desk, desk.query);
  const service = bySlug(desk.catalog.services, desk.query.servicio);
  if (service !== undefined) return await showService(c, desk, { location, service });
  const { data } = await perform(desk.ctx, findFreeNow, { locationId: location.id });
  return sendDesk(c, desk.view, { html: <WalkInPage desk={desk} location={location} services={data} /> });
}

interface Shown {
  readonly location: LocationRecord;
  readonly service: ServiceRecord;
  /** What was sent and refused. */
  readonly refused?: { readonly form: Form; readonly problem: AppError };
}

/** Who could give one service now; and what to do when nobody can. */
async function showService(c: HonoContext, desk: Desk, shown: Shown): Promise<Response> {
  const { data } = await perform(desk.ctx, findFreeNow, { locationId: shown.location.id });
  const now = data.find(({ serviceId }) => serviceId === shown.service.id);
  const html = <ServiceNowPage desk={desk} {...shown} now={now} />;
  return sendDesk(c, desk.view, { html, status: shown.refused === undefined ? 200 : 409 });
}

/** The branch of the link; the first one where none is named. */
function placeOf({ catalog }: Desk, { sucursal }: DeskQuery): LocationRecord {
  const location = bySlug(catalog.locations, sucursal) ?? catalog.locations[0];
  if (location === undefined) throw new AppError('not-found', 'Todavía no hay ninguna sucursal cargada.');
  return location;
}

async function admit(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  const location = placeOf(desk, { sucursal: form.get('sucursal') });
  const service = bySlug(desk.catalog.services, form.get('servicio'));
  if (service === undefined) throw new AppError('not-found', 'Ese servicio ya no está en la lista.');
  const input = inputOf(desk, form, { location, service });
  try {
    const booked = (await performOnce(c, admitWalkIn, { form, input })) as DeskBooked;
    return c.redirect(bookingPath(booked.id, { listo: 'atendiendo', avisos: booked.warnings.join() }), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    return await showService(c, desk, { location, service, refused: { form, problem } });
  }
}

function inputOf({ catalog }: Desk, form: Form, { location, service }: Shown) {
  const people = (typed(form, 'con') ?? '')
    .split(',')
    .flatMap((slug) => bySlug(catalog.providers, slug)?.id ?? []);
  const [name, phone] = [typed(form, 'nombre'), typed(form, 'telefono')];
  return {
    serviceId: service.id,
    locationId: location.id,
    ...(people.length === 1 && { providerId: people[0] }),
    ...(people.length > 1 && { providerIds: people }),
    customer: { ...(name && { name }), ...(phone && { phone }) },
    overbook: form.get('sobreturno') === 'si',
  };
}
