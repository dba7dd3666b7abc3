import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readPlan } from '../tenancy/plans/read-plan.ts';
import { openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { PlanPage } from './pages/plan.tsx';

export const planPages = new Hono<HonoEnv>();

planPages.get(deskPath('plan'), showPlan);

async function showPlan(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const plan = await perform(desk.ctx, readPlan, {});
  return sendDesk(c, desk.view, { html: <PlanPage desk={desk} plan={plan} /> });
}
