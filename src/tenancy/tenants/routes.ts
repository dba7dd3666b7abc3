import { endpoint } from '../../http/endpoint.ts';
import { readTenant } from './read-tenant.ts';

export const tenantEndpoints = [endpoint('get /tenant', readTenant, { tag: 'Sitio' })];
