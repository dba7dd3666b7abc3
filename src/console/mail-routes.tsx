import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { formatInstant } from '../kernel/local-time.ts';
import { listMails } from '../outreach/mail/list-messages.ts';
import { checkSenderNow, readSender } from '../outreach/mail/read-sender.ts';
import { replayMail } from '../outreach/mail/replay-message.ts';
import { may, openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { MailPage } from './pages/mail.tsx';

const SHOWN = 50;

export const mailPages = new Hono<HonoEnv>();

const path = deskPath('correos');
mailPages.get(path, showMails);
mailPages.post(`${path}/remitente`, checkAddress);
mailPages.post(`${path}/:id/enviar`, sendAgain);

async function showMails(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  // Reminders of weeks to come would hide what became of today's mails.
  const dueUntil = formatInstant(desk.ctx.now, desk.ctx.tenant.profile.timeZone);
  const { data, nextCursor } = await perform(desk.ctx, listMails, { dueUntil, limit: SHOWN });
  const sender = may(desk.ctx, 'brand:read') ? await perform(desk.ctx, readSender, {}) : undefined;
  const html = <MailPage desk={desk} mails={data} hasMore={nextCursor !== null} sender={sender} />;
  return sendDesk(c, desk.view, { html });
}

async function sendAgain(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  await perform(ctx, replayMail, { id: c.req.param('id') });
  return c.redirect(deskPath('correos', { listo: 'reenviado' }), 303);
}

async function checkAddress(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  await perform(ctx, checkSenderNow, {});
  return c.redirect(deskPath('correos', { listo: 'revisando' }), 303);
}
