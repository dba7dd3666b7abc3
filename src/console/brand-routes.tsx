import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { AppError } from '../kernel/problem.ts';
import type { Brand } from '../kernel/tenant.ts';
import type { Action } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { sendLogo } from '../site/home-routes.tsx';
import { HomePage } from '../site/pages/home.tsx';
import { renderPage, sendPage } from '../site/send-page.ts';
import { viewOf } from '../site/view.ts';
import { changeBrand, changeBrandImage, discardBrand } from '../tenancy/branding/change-brand.ts';
import { publishBrand, restoreBrand } from '../tenancy/branding/publish-brand.ts';
import { listBrandVersions, readBrand } from '../tenancy/branding/read-brand.ts';
import { brandInput } from './brand-form.ts';
import { type Desk, type Form, openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { BrandPage } from './pages/brand.tsx';

/** A logo in SVG, and a picture of it in base64. */
const MAX_LOGO_FORM_BYTES = 160 * 1024;
const MAX_IMAGE_FORM_BYTES = 640 * 1024;

export const brandPages = new Hono<HonoEnv>();

const path = deskPath('marca');
brandPages.get(path, async (c) => await showBrandPage(c, await openDesk(c), {}));
brandPages.post(path, save);
brandPages.get(`${path}/vista`, showPreview);
brandPages.get(`${path}/logo.svg`, showTriedLogo);
brandPages.post(`${path}/imagen`, saveImage);
brandPages.post(`${path}/publicar`, (c) => change(c, publishBrand, 'publicada'));
brandPages.post(`${path}/descartar`, (c) => change(c, discardBrand, 'descartada'));
brandPages.post(`${path}/volver`, restore);

interface Refused {
  readonly form?: Form;
  readonly problem?: AppError;
}

async function showBrandPage(c: HonoContext, desk: Desk, { form, problem }: Refused): Promise<Response> {
  const state = await perform(desk.ctx, readBrand, {});
  const { data: versions } = await perform(desk.ctx, listBrandVersions, {});
  const html = <BrandPage desk={desk} state={state} versions={versions} form={form} problem={problem} />;
  return sendDesk(c, desk.view, { html, status: problem === undefined ? 200 : 422, frames: 'shows' });
}

async function save(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const form = await readForm(c.req.raw, MAX_LOGO_FORM_BYTES);
  try {
    await perform(desk.ctx, changeBrand, brandInput(form));
    return c.redirect(deskPath('marca', { listo: 'borrador' }), 303);
  } catch (problem) {
    if (!(problem instanceof AppError) || problem.code === 'forbidden') throw problem;
    return await showBrandPage(c, desk, { form, problem });
  }
}

/** The first page of the site as the draft would have it, for a frame of the brand's own page. */
async function showPreview(c: HonoContext): Promise<Response> {
  const { ctx, catalog } = await openDesk(c);
  const view = await viewOf(c, '', { brand: await triedBrand(ctx), logoPath: `${path}/logo.svg` });
  const html = renderPage(<HomePage view={view} catalog={catalog} />);
  return sendPage(c, html, { styleSource: view.style.source, frames: 'is-shown' });
}

async function showTriedLogo(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  return sendLogo(c, (await triedBrand(ctx)).logoSvg, 'no-store');
}

async function triedBrand(ctx: Ctx): Promise<Brand> {
  const { draft, published } = await perform(ctx, readBrand, {});
  return draft?.brand ?? published;
}

/** From the script of the page: what it drew of the draft's logo. */
async function saveImage(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  const form = await readForm(c.req.raw, MAX_IMAGE_FORM_BYTES);
  await perform(ctx, changeBrandImage, { name: form.get('nombre'), png: form.get('png') });
  return c.body(null, 204);
}

async function restore(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  const form = await readForm(c.req.raw);
  await perform(ctx, restoreBrand, { version: Number(form.get('version')) });
  return c.redirect(deskPath('marca', { listo: 'publicada' }), 303);
}

async function change<Output>(
  c: HonoContext,
  action: Action<Ctx, Record<string, never>, Output>,
  listo: string,
): Promise<Response> {
  const { ctx } = await openDesk(c);
  await perform(ctx, action, {});
  return c.redirect(deskPath('marca', { listo }), 303);
}
