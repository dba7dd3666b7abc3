import { backupEndpoints } from '../tenancy/backups/routes.ts';
import { operatorDomainEndpoints } from '../tenancy/domains/routes.ts';
import { lifecycleEndpoints } from '../tenancy/lifecycle/routes.ts';
import { meteringEndpoints } from '../tenancy/metering/routes.ts';
import { operatorEndpoints } from '../tenancy/onboarding/routes.ts';
import { rolloutEndpoints } from '../tenancy/rollouts/routes.ts';

/** Everything that the platform's own host offers its operators. */
export const OPERATOR_ENDPOINTS = [
  ...operatorEndpoints,
  ...operatorDomainEndpoints,
  ...rolloutEndpoints,
  ...backupEndpoints,
  ...lifecycleEndpoints,
  ...meteringEndpoints,
];
