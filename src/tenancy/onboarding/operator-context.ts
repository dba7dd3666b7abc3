import type { Actor } from '../../kernel/actor.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database-client.ts';
import type { Log } from '../../platform/log.ts';
import type { Migration } from '../../platform/migrate.ts';
import type { DomainCtx } from '../domains/open-domains.ts';
import type { PlatformMessage } from '../../platform/nudge-relay.ts';
import type { DatabaseProvisioner } from './gateway-turso.ts';

/** What the platform's own use cases may touch: the registry, and any tenant through its own context. */
export interface OperatorCtx {
  readonly actor: Actor;
  readonly now: number;
  readonly newId: (prefix: IdPrefix) => string;
  readonly registry: Database;
  readonly registryMigrations: readonly Migration[];
  readonly tenantMigrations: readonly Migration[];
  readonly provisioner: DatabaseProvisioner;
  readonly platformDomain: string;
  readonly domains: DomainCtx;
  readonly log: Log;
  readonly openDatabase: (tenant: Tenant) => Promise<Database>;
  readonly openContext: (tenant: Tenant) => Ctx;
  readonly sealToken: (tenantId: string, token: string) => Promise<string>;
  /** Sends the platform's own work through the queue; lost messages cost time only, the cron finds what is open. */
  readonly enqueue: (messages: readonly PlatformMessage[]) => Promise<void>;
  readonly forgetHosts: (tenantId: string, hosts: readonly string[]) => Promise<void>;
}
