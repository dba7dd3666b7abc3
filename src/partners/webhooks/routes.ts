import { endpoint } from '../../http/endpoint.ts';
import { createEndpoint } from './create-endpoint.ts';
import { listDeliveries, readDelivery } from './list-deliveries.ts';
import { enableEndpoint, listEndpoints, removeEndpoint } from './manage-endpoints.ts';
import { replayDelivery, replayRange } from './replay-deliveries.ts';

const tag = 'Webhooks';

export const webhookEndpoints = [
  endpoint('get /webhook-endpoints', listEndpoints, { tag }),
  endpoint('post /webhook-endpoints', createEndpoint, { tag, status: 201 }),
  endpoint('delete /webhook-endpoints/{id}', removeEndpoint, { tag }),
  endpoint('post /webhook-endpoints/{id}/enable', enableEndpoint, { tag }),
  endpoint('post /webhook-endpoints/{id}/replay', replayRange, { tag }),
  endpoint('get /webhook-endpoints/{id}/deliveries', listDeliveries, { tag }),
  endpoint('get /webhook-deliveries/{id}', readDelivery, { tag }),
  endpoint('post /webhook-deliveries/{id}/replay', replayDelivery, { tag }),
];
