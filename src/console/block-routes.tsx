import { Hono } from 'hono';
import { createBlock } from '../agenda/blocks/create-block.ts';
import { removeBlock } from '../agenda/blocks/remove-block.ts';
import type { Booking } from '../agenda/bookings/contract.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { localDateOf } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import { bySlug, type Desk, type Form, openDesk, perform, performOnce, sendDesk, typed } from './desk.tsx';
import { dayPath, deskPath } from './links.ts';
import { BlockPage } from './pages/block.tsx';
import { instantText } from './wanted.ts';

export const blockPages = new Hono<HonoEnv>();

blockPages.get(deskPath('bloquear'), showBlock);
blockPages.post(deskPath('bloquear'), block);
blockPages.post(deskPath('bloqueo/:id/quitar'), unblock);

async function showBlock(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const { dia, profesional } = desk.query;
  const today = localDateOf(desk.ctx.now, desk.ctx.tenant.profile.timeZone);
  const form = new Map([
    ['quien', profesional ?? ''],
    ['desde-dia', dia ?? today],
    ['hasta-dia', dia ?? today],
  ]);
  return sendDesk(c, desk.view, { html: <BlockPage desk={desk} form={form} /> });
}

async function block(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  try {
    const input = inputOf(desk, form);
    const { bookings } = await performOnce(c, createBlock, { form, input });
    return c.redirect(afterwards(desk, form, bookings), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    const status = problem.code === 'invalid-input' ? 422 : 409;
    return sendDesk(c, desk.view, { html: <BlockPage desk={desk} form={form} problem={problem} />, status });
  }
}

function inputOf({ catalog, ctx }: Desk, form: Form) {
  const subject =
    bySlug(catalog.providers, form.get('quien')) ?? bySlug(catalog.resources, form.get('quien'));
  const zone = ctx.tenant.profile.timeZone;
  return {
    subjectId: subject?.id ?? '',
    startsAt: instantText(form.get('desde-dia'), form.get('desde-hora'), zone) ?? '',
    endsAt: instantText(form.get('hasta-dia'), form.get('hasta-hora'), zone) ?? '',
    reason: typed(form, 'motivo') ?? '',
    overBookings: form.get('igual') === 'si',
  };
}

/** Whoever is under the block has to be told: straight on to what each could be offered. */
function afterwards({ catalog }: Desk, form: Form, bookings: readonly Booking[]): string {
  const provider = bySlug(catalog.providers, form.get('quien'));
  const dia = form.get('desde-dia');
  if (bookings.length === 0 || provider === undefined) return dayPath({ dia, listo: 'bloqueado' });
  return deskPath('reasignar', { profesional: provider.slug, dia, listo: 'bloqueado' });
}

async function unblock(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw);
  await perform(desk.ctx, removeBlock, { id: c.req.param('id') });
  return c.redirect(dayPath({ dia: form.get('dia'), listo: 'desbloqueado' }), 303);
}
