import { endpoint } from '../../http/endpoint.ts';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys, revokeApiKey } from './manage-api-keys.ts';

export const credentialEndpoints = [
  endpoint('get /api-keys', listApiKeys, { tag: 'Claves de API' }),
  endpoint('post /api-keys', createApiKey, { tag: 'Claves de API', status: 201 }),
  endpoint('post /api-keys/{id}/revoke', revokeApiKey, { tag: 'Claves de API' }),
];
