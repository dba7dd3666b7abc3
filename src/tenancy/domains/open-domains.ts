import type { Database } from '../../platform/database-client.ts';
import type { Log } from '../../platform/log.ts';
import { openRegistry } from '../../platform/registry.ts';
import { randomBytes, toBase64Url } from '../../platform/secrets.ts';
import { settingsOf } from '../../platform/settings.ts';
import type { SharedEnv } from '../../platform/shared-env.ts';
import { forgetHosts } from '../tenants/find-tenant.ts';
import { type CustomHostnames, cloudflareHostnames } from './gateway-cloudflare.ts';
import { dnsResolver, type Resolver } from './gateway-dns.ts';
import type { OwnNames } from './rules/host-name.ts';

/** What looking after domains may touch: the registry, Cloudflare, the DNS. */
export interface DomainCtx {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly registry: Database;
  readonly hostnames: CustomHostnames;
  readonly resolve: Resolver;
  readonly ownNames: OwnNames;
  readonly newProof: () => string;
  readonly forgetHosts: (tenantId: string, hosts: readonly string[]) => Promise<void>;
  readonly log: Log;
}

export function openDomains(env: SharedEnv, { now, log }: Pick<DomainCtx, 'now' | 'log'>): DomainCtx {
  const settings = settingsOf(env);
  const { cloudflare, platformDomain, consoleHost } = settings;
  return {
    now,
    registry: openRegistry(settings),
    hostnames: cloudflareHostnames(cloudflare),
    resolve: dnsResolver(cloudflare.dnsUrl),
    ownNames: { platformDomain, consoleHost, cnameTarget: cloudflare.cnameTarget },
    newProof: () => toBase64Url(randomBytes(16)),
    forgetHosts: (tenantId, hosts) => forgetHosts(env, tenantId, hosts),
    log,
  };
}
