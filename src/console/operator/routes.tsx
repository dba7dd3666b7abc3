import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HonoContext, HonoEnv } from '../../http/hono-env.ts';
import { expected } from '../../http/problem-response.ts';
import { readForm } from '../../http/read-form.ts';
import { refuseCrossSite } from '../../http/refuse-cross-site.ts';
import { DEFAULT_PLAN } from '../../kernel/plan.ts';
import { AppError, PROBLEMS } from '../../kernel/problem.ts';
import { isSame } from '../../platform/secrets.ts';
import { Field } from '../../site/components/field.tsx';
import { listUsage } from '../../tenancy/metering/read-usage.ts';
import { listTenants } from '../../tenancy/onboarding/list-tenants.ts';
import type { OperatorCtx } from '../../tenancy/onboarding/operator-context.ts';
import {
  approveOnboarding,
  cancelOnboarding,
  renewInvitation,
  retryOnboarding,
} from '../../tenancy/pipeline/change-onboarding.ts';
import { createOnboarding } from '../../tenancy/pipeline/create-onboarding.ts';
import { listOnboardings } from '../../tenancy/pipeline/list-onboardings.ts';
import { readOnboarding, readSuccess } from '../../tenancy/pipeline/read-onboarding.ts';
import { OFFERS } from '../../tenancy/plans/rules/offer.ts';
import { VERTICAL_IDS } from '../../tenancy/verticals/read-template.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import type { Form } from '../desk.tsx';
import { FormPage } from './form-page.tsx';
import { sendOperator } from './frame.tsx';
import { HomePage, type TenantLine } from './home-page.tsx';
import { OnboardingPage } from './onboarding-page.tsx';
import { perform } from './perform.ts';
import { errorsByField, requestOf } from './request-form.ts';
import { closeOperatorSession, hasOperatorSession, openOperatorSession } from './session.ts';
import { addTenantPages } from './tenant-routes.tsx';

const SHOWN = 100;
const REFRESH_SECONDS = 2;

type ContextOf = (c: HonoContext) => OperatorCtx;

/**
 * The operator's pages on the platform's own host.
 * @param operatorToken what one enters with
 * @param contextOf gives a context to whoever has entered; it is asked for nobody else
 */
export function operatorPages(operatorToken: string, contextOf: ContextOf): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>();
  const inside = async (c: HonoContext) => {
    if (await hasOperatorSession(c, operatorToken)) return contextOf(c);
    throw new AppError('unauthenticated', 'Entrá con el token de operador.');
  };
  app.onError((error, c) => problemPage(c, error));
  for (const path of ['/entrar', '/salir', '/altas', '/altas/*', '/sitios/*']) app.use(path, refuseCrossSite);
  app.get('/entrar', (c) => enterPage(c));
  app.post('/entrar', (c) => enter(c, operatorToken));
  app.post('/salir', (c) => {
    closeOperatorSession(c);
    return c.redirect('/entrar', 303);
  });
  app.get('/', async (c) => await home(c, await inside(c)));
  app.get('/altas/nueva', async (c) => {
    await inside(c);
    return await formPage(c, {
      form: new Map([
        ['color', '#1f4d3a'],
        ['plan', DEFAULT_PLAN],
      ]),
    });
  });
  app.post('/altas', async (c) => await start(c, await inside(c)));
  addTenantPages(app, inside);
  app.get('/altas/:id', async (c) => await onboarding(c, await inside(c)));
  for (const [verb, action] of Object.entries(DECISIONS)) {
    app.post(`/altas/:id/${verb}`, async (c) => {
      const id = c.req.param('id');
      await perform(await inside(c), action, { id });
      return c.redirect(`/altas/${id}`, 303);
    });
  }
  return app;
}

const DECISIONS = {
  aprobar: approveOnboarding,
  reintentar: retryOnboarding,
  cancelar: cancelOnboarding,
  invitar: renewInvitation,
};

async function enterPage(c: HonoContext, error?: string): Promise<Response> {
  const children = (
    <div class="stack sheet">
      <h1>Entrar</h1>
      <form method="post" action="/entrar" class="card pad stack">
        <Field
          name="token"
          label="Token de operador"
          type="password"
          autocomplete="current-password"
          value={undefined}
          error={error}
          isRequired
        />
        <button class="primary full" type="submit">
          Entrar
        </button>
      </form>
    </div>
  );
  return await sendOperator(c, {
    title: 'Entrar',
    isInside: false,
    status: error === undefined ? 200 : 422,
    children,
  });
}

async function enter(c: HonoContext, operatorToken: string): Promise<Response> {
  const address = c.req.header('cf-connecting-ip') ?? 'unknown';
  const { success } = await c.env.PUBLIC_WRITES.limit({ key: `operator|${address}` });
  if (!success) throw new AppError('rate-limited', 'Demasiados intentos. Esperá unos segundos.');
  const form = await readForm(c.req.raw);
  if (!isSame(form.get('token')?.trim() ?? '', operatorToken))
    return await enterPage(c, 'Ese token no es el de la plataforma.');
  await openOperatorSession(c, operatorToken);
  return c.redirect('/', 303);
}

async function home(c: HonoContext, ctx: OperatorCtx): Promise<Response> {
  const q = c.req.query('q')?.trim().toLowerCase() || undefined;
  const { data: onboardings } = await perform(ctx, listOnboardings, { ...(q && { q }), limit: 20 });
  const { data: all } = await perform(ctx, listTenants, {});
  const { data: measured } = await perform(ctx, listUsage, {});
  const usageOf = new Map(measured.map((usage) => [usage.slug, usage]));
  const lines = all.map((tenant): TenantLine => ({ ...tenant, usage: usageOf.get(tenant.slug) }));
  const found = q === undefined ? lines : lines.filter((line) => isFound(line, q));
  return await sendOperator(c, {
    title: 'Sitios',
    children: (
      <HomePage
        q={q}
        tenants={found.slice(0, SHOWN)}
        tenantCount={all.length}
        onboardings={onboardings}
        siteUrl={ctx.originOf}
      />
    ),
  });
}

function isFound({ slug, ownerEmail, hosts, usage }: TenantLine, q: string): boolean {
  const named = [usage?.name ?? '', usage?.planName ?? '', usage?.plan ?? ''].map((text) =>
    text.toLowerCase(),
  );
  return [slug, ownerEmail, ...hosts, ...named].some((text) => text.includes(q));
}

async function onboarding(c: HonoContext, ctx: OperatorCtx): Promise<Response> {
  const id = c.req.param('id');
  const found = await perform(ctx, readOnboarding, { id });
  const success = found.state === 'live' ? await perform(ctx, readSuccess, { id }) : undefined;
  const isMoving = !found.isClosed && (found.state === 'running' || found.state === 'cancelled');
  return await sendOperator(c, {
    title: found.name,
    refresh: isMoving ? REFRESH_SECONDS : undefined,
    children: <OnboardingPage onboarding={found} success={success} />,
  });
}

async function start(c: HonoContext, ctx: OperatorCtx): Promise<Response> {
  const form = await readForm(c.req.raw);
  try {
    const { id } = await perform(ctx, createOnboarding, requestOf(form));
    return c.redirect(`/altas/${id}`, 303);
  } catch (error) {
    if (!(error instanceof AppError) || error.members.errors === undefined) throw error;
    return await formPage(c, { form, problem: error });
  }
}

interface Filled {
  readonly form: Form;
  readonly problem?: AppError;
}

async function formPage(c: HonoContext, { form, problem }: Filled): Promise<Response> {
  const errors = problem === undefined ? new Map() : errorsByField(problem);
  return await sendOperator(c, {
    title: 'Nueva alta',
    status: problem === undefined ? 200 : 422,
    children: (
      <FormPage
        form={form}
        errors={errors}
        refusal={problem?.message}
        verticals={VERTICAL_IDS.map(readVertical)}
        plans={OFFERS}
      />
    ),
  });
}

async function problemPage(c: HonoContext, error: unknown): Promise<Response> {
  const problem = expected(c, error);
  if (problem.code === 'unauthenticated') return c.redirect('/entrar', 303);
  const { status, title } = PROBLEMS[problem.code];
  const children = (
    <div class="stack">
      <h1>{title}</h1>
      <p>{problem.message}</p>
      <p class="muted small">Identificador: {c.get('requestId')}</p>
      <a class="button" href="/">
        Volver
      </a>
    </div>
  );
  return await sendOperator(c, { title, status: status as ContentfulStatusCode, children });
}
