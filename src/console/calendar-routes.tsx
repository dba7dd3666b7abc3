import { Hono } from 'hono';
import { createExternalCalendar } from '../agenda/calendars/create-external-calendar.ts';
import { listCalendarLinks, rotateCalendarLink } from '../agenda/calendars/manage-calendar-links.ts';
import {
  listExternalCalendars,
  readExternalCalendar,
  removeExternalCalendar,
} from '../agenda/calendars/manage-external-calendars.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError } from '../kernel/problem.ts';
import type { Action } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { bySlug, type Desk, type Form, openDesk, perform, sendDesk, typed } from './desk.tsx';
import { deskPath } from './links.ts';
import { CalendarsPage } from './pages/calendars.tsx';

export const calendarPages = new Hono<HonoEnv>();

const path = deskPath('calendarios');
calendarPages.get(path, async (c) => await showCalendars(c, await openDesk(c), {}));
calendarPages.post(path, add);
calendarPages.post(`${path}/:id/leer`, (c) => change(c, readExternalCalendar, 'leido'));
calendarPages.post(`${path}/:id/quitar`, (c) => change(c, removeExternalCalendar, 'quitado'));
calendarPages.post(`${path}/:id/cambiar`, (c) => change(c, rotateCalendarLink, 'cambiada'));

interface Refused {
  readonly form?: Form;
  readonly problem?: AppError;
}

async function showCalendars(c: HonoContext, desk: Desk, { form, problem }: Refused): Promise<Response> {
  const { data: links } = await perform(desk.ctx, listCalendarLinks, {});
  const { data: calendars } = await perform(desk.ctx, listExternalCalendars, {});
  const html = (
    <CalendarsPage
      desk={desk}
      links={links}
      calendars={calendars}
      form={form ?? new Map()}
      problem={problem}
    />
  );
  return sendDesk(c, desk.view, { html, status: problem === undefined ? 200 : 422 });
}

/** Added and read at once, so that a wrong address shows now and not in a quarter of an hour. */
async function add(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  try {
    const { id } = await perform(desk.ctx, createExternalCalendar, {
      providerId: bySlug(desk.catalog.providers, form.get('quien'))?.id ?? '',
      name: typed(form, 'nombre') ?? '',
      url: typed(form, 'direccion') ?? '',
    });
    await perform(desk.ctx, readExternalCalendar, { id });
    return c.redirect(deskPath('calendarios', { listo: 'agregado' }), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    return await showCalendars(c, desk, { form, problem });
  }
}

async function change<Input, Output>(
  c: HonoContext,
  action: Action<Ctx, Input, Output>,
  listo: string,
): Promise<Response> {
  const { ctx } = await openDesk(c);
  await perform(ctx, action, { id: c.req.param('id') });
  return c.redirect(deskPath('calendarios', { listo }), 303);
}
