import { Hono } from 'hono';
import { listWaitlist } from '../agenda/waitlist/list-waitlist.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { WaitlistPage } from './pages/waitlist.tsx';

/** A line longer than this is told of, not shown to its end. */
const SHOWN = 200;

export const waitlistPages = new Hono<HonoEnv>();

waitlistPages.get(deskPath('espera'), showWaitlist);

async function showWaitlist(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const { data, nextCursor } = await perform(desk.ctx, listWaitlist, { limit: SHOWN });
  const html = <WaitlistPage desk={desk} entries={data} hasMore={nextCursor !== null} />;
  return sendDesk(c, desk.view, { html });
}
