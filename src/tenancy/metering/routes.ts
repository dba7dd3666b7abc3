import { endpoint } from '../../http/endpoint.ts';
import { changePlan, readTenantPlan } from './change-plan.ts';
import { listUsage, measureUsage, readUsage } from './read-usage.ts';

const tag = 'Plataforma';

export const meteringEndpoints = [
  endpoint('get /usage', listUsage, { tag }),
  endpoint('get /tenants/{slug}/usage', readUsage, { tag }),
  endpoint('post /tenants/{slug}/usage', measureUsage, { tag }),
  endpoint('get /tenants/{slug}/plan', readTenantPlan, { tag }),
  endpoint('put /tenants/{slug}/plan', changePlan, { tag }),
];
