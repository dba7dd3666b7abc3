import { endpoint } from '../../http/endpoint.ts';
import { applyTenant } from './apply-tenant.ts';
import { listTenants } from './list-tenants.ts';
import { planTenant } from './plan-tenant.ts';

const tag = 'Plataforma';

export const operatorEndpoints = [
  endpoint('get /tenants', listTenants, { tag }),
  endpoint('post /tenants', applyTenant, { tag, status: 201 }),
  endpoint('post /tenants/plan', planTenant, { tag }),
];
