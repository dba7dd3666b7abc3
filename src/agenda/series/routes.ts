import { endpoint } from '../../http/endpoint.ts';
import { cancelSeries } from './cancel-series.ts';
import { createSeries } from './create-series.ts';
import { moveSeries } from './move-series.ts';
import { previewSeries } from './preview-series.ts';
import { readSeries } from './read-series.ts';

const tag = 'Series';

export const seriesEndpoints = [
  endpoint('post /series', createSeries, { tag, status: 201, isRepeatable: true }),
  endpoint('post /series/preview', previewSeries, { tag }),
  endpoint('get /series/{id}', readSeries, { tag }),
  endpoint('post /series/{id}/move', moveSeries, { tag, isRepeatable: true }),
  endpoint('post /series/{id}/cancel', cancelSeries, { tag, isRepeatable: true }),
];
