import { Hono } from 'hono';
import type { HonoEnv } from '../../http/hono-env.ts';
import { AppError } from '../../kernel/problem.ts';

/**
 * A WebSocket that says when times were taken or given back: `{ type: "agenda-changed", subjectIds, from, to }`. It
 * says nothing that availability does not say to anybody. Not an endpoint of the API document: OpenAPI has no words
 * for it; docs/partners.md describes it.
 */
export const liveRoutes = new Hono<HonoEnv>().get('/live', async (c) => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    throw new AppError('upgrade-required', 'Abrí esta dirección como WebSocket.');
  const { webSocket } = await c.env.LIVE_FEED.getByName(c.get('tenant').id).fetch(c.req.raw);
  // Made anew: the headers of an answer that came from elsewhere cannot be added to.
  return new Response(null, { status: 101, webSocket });
});
