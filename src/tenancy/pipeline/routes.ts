import { endpoint } from '../../http/endpoint.ts';
import { openApiDocument } from '../../http/openapi.ts';
import {
  approveOnboarding,
  cancelOnboarding,
  renewInvitation,
  retryOnboarding,
} from './change-onboarding.ts';
import { createOnboarding } from './create-onboarding.ts';
import { listOnboardings } from './list-onboardings.ts';
import { listOrphans } from './purge-orphans.ts';
import { readOnboarding, readSuccess } from './read-onboarding.ts';

const tag = 'Altas';

export const enterpriseEndpoints = [
  endpoint('post /onboarding/initiate', createOnboarding, { tag, status: 201 }),
  endpoint('get /onboarding', listOnboardings, { tag }),
  endpoint('get /onboarding/track/{id}', readOnboarding, { tag }),
  endpoint('get /onboarding/success/{id}', readSuccess, { tag }),
  endpoint('post /onboarding/{id}/retry', retryOnboarding, { tag }),
  endpoint('post /onboarding/{id}/approve', approveOnboarding, { tag }),
  endpoint('post /onboarding/{id}/cancel', cancelOnboarding, { tag }),
  endpoint('post /onboarding/{id}/invitation', renewInvitation, { tag }),
  endpoint('get /orphans', listOrphans, { tag: 'Plataforma' }),
];

let document: Record<string, unknown> | undefined;

/** What the router mounts, as OpenAPI; made once for each isolate, when asked for. */
export function enterpriseDocument(): Record<string, unknown> {
  document ??= openApiDocument('API de operación', enterpriseEndpoints, {
    server: '/api/enterprise',
    credential: 'El token de operador de la plataforma',
  });
  return document;
}
