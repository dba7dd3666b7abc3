import { endpoint } from '../../http/endpoint.ts';
import { listLocations, listProviders, listResources, listServices } from './list-catalog.ts';

const tag = 'Catálogo';

export const catalogEndpoints = [
  endpoint('get /locations', listLocations, { tag }),
  endpoint('get /services', listServices, { tag }),
  endpoint('get /providers', listProviders, { tag }),
  endpoint('get /resources', listResources, { tag }),
];
