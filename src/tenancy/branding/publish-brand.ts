import * as z from 'zod';
import { actorName } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { errorFields } from '../../platform/log.ts';
import { brandStateSchema, restoreBrandSchema } from './contract.ts';
import { readState, versioned } from './read-brand.ts';
import { deleteDraft, draftQuery, publishDraft, republish, versionQuery, versionsQuery } from './store.ts';

export const publishBrand = action({
  name: 'brands.publish',
  summary: 'Publicar el borrador: se ve en todos lados en menos de dos minutos',
  permission: 'brand:write',
  feature: 'brand',
  input: z.strictObject({}),
  output: brandStateSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx) => {
    const [[draft]] = await ctx.db.read([draftQuery()]);
    if (draft === undefined) throw new AppError('not-found', 'No hay ningún borrador para publicar.');
    await ctx.db.commit({
      write: [publishDraft(publicationOf(ctx)), deleteDraft()],
      events: [],
      audit: { action: 'brands.publish', subjectId: ctx.tenant.id },
    });
    await showNewest(ctx);
    return await readState(ctx);
  },
});

export const restoreBrand = action({
  name: 'brands.restore',
  summary: 'Volver a una versión anterior: se publica otra vez, como una versión nueva',
  permission: 'brand:write',
  feature: 'brand',
  input: restoreBrandSchema,
  output: brandStateSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { version }) => {
    const [[earlier]] = await ctx.db.read([versionQuery(version)]);
    if (earlier === undefined) throw new AppError('not-found', 'No existe esa versión.');
    await ctx.db.commit({
      write: [republish(earlier, publicationOf(ctx))],
      events: [],
      audit: { action: 'brands.restore', subjectId: ctx.tenant.id, details: { version } },
    });
    await showNewest(ctx);
    return await readState(ctx);
  },
});

/** Has the registry show what was published last, if a crash or a fault came between. */
export async function reconcileBrand(ctx: Ctx): Promise<void> {
  const [[newest]] = await ctx.db.read([versionsQuery(1)]);
  if (newest === undefined || newest.version === ctx.tenant.profile.brand.version) return;
  await ctx.showBrand(versioned(newest));
}

/** It is published once it is committed; when the registry does not answer now, the sweep tells it. */
async function showNewest(ctx: Ctx): Promise<void> {
  try {
    await reconcileBrand(ctx);
  } catch (error) {
    ctx.log.warn('brand.not-shown-yet', errorFields(error));
  }
}

function publicationOf(ctx: Ctx) {
  return { author: actorName(ctx.actor), publishedAt: ctx.now };
}
