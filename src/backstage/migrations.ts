import registryTenants from '../../migrations/registry/0001_tenants.sql';
import registryOnboarding from '../../migrations/registry/0002_onboarding.sql';
import registryDomains from '../../migrations/registry/0003_domains.sql';
import registryBackups from '../../migrations/registry/0004_backups.sql';
import registryRollouts from '../../migrations/registry/0005_rollouts.sql';
import registryPlans from '../../migrations/registry/0006_plans.sql';
import registryGroups from '../../migrations/registry/0007_groups.sql';
import tenantSpine from '../../migrations/tenant/0001_spine.sql';
import tenantAgenda from '../../migrations/tenant/0002_agenda.sql';
import tenantBrand from '../../migrations/tenant/0003_brand.sql';
import tenantIntake from '../../migrations/tenant/0004_intake.sql';
import tenantMail from '../../migrations/tenant/0005_mail.sql';
import type { Migration } from '../platform/migrate.ts';

/** Bundled as text, because the Worker itself provisions. Expand, deploy, contract: a number is never reused. */
export const REGISTRY_MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'tenants', sql: registryTenants },
  { version: 2, name: 'onboarding', sql: registryOnboarding },
  { version: 3, name: 'domains', sql: registryDomains },
  { version: 4, name: 'backups', sql: registryBackups },
  { version: 5, name: 'rollouts', sql: registryRollouts },
  { version: 6, name: 'plans', sql: registryPlans },
  { version: 7, name: 'groups', sql: registryGroups },
];

export const TENANT_MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'spine', sql: tenantSpine },
  { version: 2, name: 'agenda', sql: tenantAgenda },
  { version: 3, name: 'brand', sql: tenantBrand },
  { version: 4, name: 'intake', sql: tenantIntake },
  { version: 5, name: 'mail', sql: tenantMail },
];
