import { Hono } from 'hono';
import { proposeReassignment, reassignBookings } from '../agenda/desk/reassign-bookings.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { bySlug, type Desk, dateOf, type Form, openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { AbsentPage } from './pages/absent.tsx';
import { type Outcome, ReassignedPage, ReassignPage } from './pages/reassign.tsx';
import { daySpan } from './wanted.ts';

export const reassignPages = new Hono<HonoEnv>();

reassignPages.get(deskPath('reasignar'), showReassign);
reassignPages.post(deskPath('reasignar'), reassign);

async function showReassign(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const provider = bySlug(desk.catalog.providers, desk.query.profesional);
  const date = dateOf(desk, desk.ctx.tenant.profile.timeZone);
  if (provider === undefined) return sendDesk(c, desk.view, { html: <AbsentPage desk={desk} date={date} /> });
  const { data } = await perform(desk.ctx, proposeReassignment, {
    providerId: provider.id,
    ...daySpan(date, desk.ctx.tenant.profile.timeZone),
  });
  const html = <ReassignPage desk={desk} provider={provider} date={date} items={data} />;
  return sendDesk(c, desk.view, { html });
}

async function reassign(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  const moves = movesOf(desk, form);
  const { profesional, dia } = Object.fromEntries(form);
  if (moves.length === 0) return c.redirect(deskPath('reasignar', { profesional, dia }), 303);
  const { data } = await perform(desk.ctx, reassignBookings, { moves });
  const outcomes = data.map((one) => ({ ...one, name: form.get(`nombre-${one.bookingId}`) ?? 'Turno' }));
  const html = (
    <ReassignedPage desk={desk} outcomes={outcomes satisfies Outcome[]} query={{ profesional, dia }} />
  );
  return sendDesk(c, desk.view, { html });
}

/** `turno-<id>` says the provider and the start that were chosen for a booking; empty: it stays. */
function movesOf({ catalog }: Desk, form: Form) {
  return [...form].flatMap(([name, value]) => {
    const [, bookingId] = /^turno-(bkg_\w+)$/.exec(name) ?? [];
    const [slug, startsAt] = value.split(' ');
    const provider = bySlug(catalog.providers, slug);
    if (bookingId === undefined || provider === undefined) return [];
    return [{ bookingId, providerId: provider.id, ...(startsAt && { startsAt }) }];
  });
}
