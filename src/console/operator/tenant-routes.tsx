import type { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../../http/hono-env.ts';
import { readForm } from '../../http/read-form.ts';
import { AppError, PROBLEMS } from '../../kernel/problem.ts';
import { errorFields } from '../../platform/log.ts';
import { changePlan, readTenantPlan } from '../../tenancy/metering/change-plan.ts';
import { listUsage, measureUsage, readUsage } from '../../tenancy/metering/read-usage.ts';
import type { OperatorCtx } from '../../tenancy/onboarding/operator-context.ts';
import { OFFERS } from '../../tenancy/plans/rules/offer.ts';
import { sendOperator } from './frame.tsx';
import { perform } from './perform.ts';
import { TenantPage } from './tenant-page.tsx';

/** One tenant as an operator sees it: what it uses, and the plan that it is on. */
export function addTenantPages(app: Hono<HonoEnv>, inside: (c: HonoContext) => Promise<OperatorCtx>): void {
  app.get('/sitios/:slug', async (c) => await show(c, await inside(c)));
  app.post('/sitios/:slug/medir', async (c) => {
    const slug = c.req.param('slug');
    await perform(await inside(c), measureUsage, { slug });
    return c.redirect(`/sitios/${slug}`, 303);
  });
  app.post('/sitios/:slug/plan', async (c) => {
    const ctx = await inside(c);
    const slug = c.req.param('slug');
    const plan = (await readForm(c.req.raw)).get('plan');
    try {
      await perform(ctx, changePlan, { slug, plan });
    } catch (error) {
      if (error instanceof AppError && error.code === 'plan-exceeded') return await show(c, ctx, error);
      throw error;
    }
    return c.redirect(`/sitios/${slug}`, 303);
  });
}

async function show(c: HonoContext, ctx: OperatorCtx, refusal?: AppError): Promise<Response> {
  const slug = c.req.param('slug') ?? '';
  const { data } = await perform(ctx, listUsage, {});
  const tenant = data.find((one) => one.slug === slug);
  if (tenant === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  const [usage, plan] = await Promise.all([perform(ctx, readUsage, { slug }), planOf(ctx, slug)]);
  return await sendOperator(c, {
    title: tenant.name,
    status: refusal === undefined ? 200 : PROBLEMS[refusal.code].status,
    children: (
      <TenantPage tenant={tenant} usage={usage} plan={plan} offers={OFFERS} refusal={refusal?.message} />
    ),
  });
}

/** The page is needed most when the tenant's database does not answer. */
async function planOf(ctx: OperatorCtx, slug: string) {
  try {
    return await perform(ctx, readTenantPlan, { slug });
  } catch (error) {
    ctx.log.warn('operator.plan-unread', { slug, ...errorFields(error) });
    return undefined;
  }
}
