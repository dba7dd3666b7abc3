import type { Brand } from '../../kernel/tenant.ts';
import { openRegistry } from '../../platform/registry.ts';
import { settingsOf } from '../../platform/settings.ts';
import type { SharedEnv } from '../../platform/shared-env.ts';
import { forgetHosts } from './find-tenant.ts';
import { hostNamesOf, setBrand } from './store.ts';

/** Has every host of a tenant show a brand: here at once, elsewhere when caches end (`find-tenant.ts`). */
export async function publishBrandOf(
  env: SharedEnv,
  tenantId: string,
  brand: Brand,
  now: number,
): Promise<void> {
  const registry = openRegistry(settingsOf(env));
  await registry.write([setBrand(tenantId, brand, now)]);
  const [rows] = await registry.read([hostNamesOf(tenantId)]);
  await forgetHosts(
    env,
    tenantId,
    rows.map(({ host }) => host),
  );
}
