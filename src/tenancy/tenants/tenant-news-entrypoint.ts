import { WorkerEntrypoint } from 'cloudflare:workers';
import { forgetHosts } from './find-tenant.ts';

/** Where the other Worker says what it changed of a tenant: this isolate's memory of it is then out of date. */
export class TenantNews extends WorkerEntrypoint<Env> {
  async forgetHosts(tenantId: string, hosts: readonly string[]): Promise<void> {
    await forgetHosts(this.env, tenantId, hosts);
  }
}
