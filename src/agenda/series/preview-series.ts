import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import {
  previewSeriesSchema,
  type SeriesPreview,
  seriesPreviewSchema,
  type WishedSeries,
} from './contract.ts';
import { findDates } from './find-dates.ts';
import { presentDate } from './present-series.ts';

export const previewSeries = action({
  name: 'series.preview',
  summary: 'Ver qué fechas de una serie se pueden dar y qué hay en lugar de las otras; no guarda nada',
  permission: 'series:write',
  feature: 'series',
  input: previewSeriesSchema,
  output: seriesPreviewSchema,
  problems: ['not-found'],
  run: runPreviewSeries,
});

async function runPreviewSeries(ctx: Ctx, wish: WishedSeries): Promise<SeriesPreview> {
  const { zone, facts, plan } = await findDates(ctx, wish, []);
  return {
    timeZone: zone,
    providerId: plan.providerId ?? null,
    dates: plan.dates.map((date) => presentDate(facts, date)),
  };
}
