import { endpoint } from '../../http/endpoint.ts';
import { deleteTenant, undeleteTenant } from './delete-tenant.ts';
import { resumeTenant, suspendTenant } from './suspend-tenant.ts';

const tag = 'Plataforma';

export const lifecycleEndpoints = [
  endpoint('post /tenants/{slug}/suspend', suspendTenant, { tag }),
  endpoint('post /tenants/{slug}/resume', resumeTenant, { tag }),
  endpoint('delete /tenants/{slug}', deleteTenant, { tag }),
  endpoint('post /tenants/{slug}/undelete', undeleteTenant, { tag }),
];
