import * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Brand } from '../../kernel/tenant.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { fromBase64 } from '../../platform/secrets.ts';
import { type BrandState, brandStateSchema, brandVersionSchema } from './contract.ts';
import { draftQuery, imageQuery, versionsQuery } from './store.ts';

const MAX_VERSIONS = 50;

export const readBrand = action({
  name: 'brands.read',
  summary: 'La marca publicada y su borrador',
  permission: 'brand:read',
  input: z.strictObject({}),
  output: brandStateSchema,
  problems: [],
  run: (ctx: Ctx) => readState(ctx),
});

export const listBrandVersions = action({
  name: 'brands.list-versions',
  summary: `Las últimas ${MAX_VERSIONS} versiones que se publicaron`,
  permission: 'brand:read',
  input: z.strictObject({}),
  output: listOf(brandVersionSchema),
  problems: [],
  run: async (ctx: Ctx) => {
    const [rows] = await ctx.db.read([versionsQuery(MAX_VERSIONS)]);
    const data = rows.map(({ publishedAt, ...row }) => ({ ...row, publishedAt: clockOf(ctx, publishedAt) }));
    return { data, nextCursor: null };
  },
});

/** What was published last decides, even while the registry does not show it yet. */
export async function readState(ctx: Ctx): Promise<BrandState> {
  const [[draft], [newest]] = await ctx.db.read([draftQuery(), versionsQuery(1)]);
  const published = newest === undefined ? ctx.tenant.profile.brand : versioned(newest);
  return {
    published,
    draft:
      draft === undefined
        ? null
        : { brand: draft.brand, author: draft.author, savedAt: clockOf(ctx, draft.savedAt) },
  };
}

/** A published brand as the registry shows it. */
export function versioned({ brand, version }: { readonly brand: Brand; readonly version: number }): Brand {
  return { ...brand, version };
}

/** The bytes of a picture, by the name that a brand gives it. */
export async function readBrandImage(ctx: Ctx, hash: string): Promise<Uint8Array<ArrayBuffer>> {
  const [[image]] = await ctx.db.read([imageQuery(hash)]);
  if (image === undefined) throw new AppError('not-found', 'No existe esa imagen.');
  return fromBase64(image.png);
}

function clockOf(ctx: Ctx, epochMs: number): string {
  return formatInstant(epochMs, ctx.tenant.profile.timeZone);
}
