import { actorName } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import { BRAND_IMAGES, type Brand } from '../../kernel/tenant.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { digest, fromBase64 } from '../../platform/secrets.ts';
import { brandImageSchema, brandInputSchema, brandStateSchema } from './contract.ts';
import { readState } from './read-brand.ts';
import { unreadable } from './rules/brand-contrast.ts';
import { pngSize } from './rules/png-size.ts';
import { deleteDraft, draftQuery, saveDraft, saveImage } from './store.ts';

export const changeBrand = action({
  name: 'brands.change',
  summary: 'Guardar el borrador de la marca; nadie lo ve hasta que se publica',
  permission: 'brand:write',
  feature: 'brand',
  input: brandInputSchema,
  output: brandStateSchema,
  problems: [],
  run: async (ctx: Ctx, input) => {
    refuseUnreadable(input);
    const images = imagesOf(await shownOrDrafted(ctx), input);
    await commitDraft(ctx, { ...input, ...(images && { images }) }, 'brands.change');
    return await readState(ctx);
  },
});

export const discardBrand = action({
  name: 'brands.discard',
  summary: 'Descartar el borrador de la marca',
  permission: 'brand:write',
  input: brandInputSchema.pick({}),
  output: brandStateSchema,
  problems: [],
  run: async (ctx: Ctx) => {
    await ctx.db.commit({
      write: [deleteDraft()],
      events: [],
      audit: { action: 'brands.discard', subjectId: ctx.tenant.id },
    });
    return await readState(ctx);
  },
});

export const changeBrandImage = action({
  name: 'brands.change-image',
  summary: 'Guardar un PNG del logo del borrador, para lo que no acepta SVG',
  permission: 'brand:write',
  feature: 'brand',
  input: brandImageSchema,
  output: brandStateSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { name, png }) => {
    refuseOtherSize(png, BRAND_IMAGES[name]);
    const [[draft]] = await ctx.db.read([draftQuery()]);
    if (draft === undefined) throw new AppError('not-found', 'No hay ningún borrador: guardá uno primero.');
    const hash = (await digest(png)).slice(0, 32);
    const brand = { ...draft.brand, images: { ...draft.brand.images, [name]: hash } };
    await commitDraft(ctx, brand, 'brands.change-image', [saveImage({ hash, png, createdAt: ctx.now })]);
    return await readState(ctx);
  },
});

async function commitDraft(
  ctx: Ctx,
  brand: Brand,
  name: string,
  more: readonly ReturnType<typeof saveImage>[] = [],
): Promise<void> {
  await ctx.db.commit({
    write: [...more, saveDraft({ brand, author: actorName(ctx.actor), savedAt: ctx.now })],
    events: [],
    audit: { action: name, subjectId: ctx.tenant.id },
  });
}

async function shownOrDrafted(ctx: Ctx): Promise<Brand> {
  const [[draft]] = await ctx.db.read([draftQuery()]);
  return draft?.brand ?? ctx.tenant.profile.brand;
}

/** Pictures are of one logo on one colour: of another they would lie. */
function imagesOf(before: Brand, after: Brand): Brand['images'] {
  const isSame = before.logoSvg === after.logoSvg && before.primaryColor === after.primaryColor;
  return isSame ? before.images : undefined;
}

function refuseUnreadable({ primaryColor, onPrimaryColor }: Brand): void {
  if (onPrimaryColor === undefined) return;
  const found = unreadable(primaryColor, onPrimaryColor);
  if (found === undefined) return;
  const { ratio, proposal } = found;
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [
      {
        in: 'body',
        pointer: '/onPrimaryColor',
        detail: `No se lee sobre ${primaryColor}: el contraste es ${ratio.toFixed(2).replace('.', ',')} y hace falta 4,5. Probá con ${proposal}.`,
      },
    ],
    proposal: { onPrimaryColor: proposal },
  });
}

function refuseOtherSize(png: string, [width, height]: readonly [number, number]): void {
  const size = pngSize(fromBase64(png));
  if (size?.[0] === width && size[1] === height) return;
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'body', pointer: '/png', detail: `Un PNG de ${width} × ${height} píxeles` }],
  });
}
