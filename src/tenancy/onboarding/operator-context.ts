import type { Actor } from '../../kernel/actor.ts';
import type { IdPrefix } from '../../kernel/ids.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database-client.ts';
import type { Log } from '../../platform/log.ts';
import type { Migration } from '../../platform/migrate.ts';
import type { PlatformMessage } from '../../platform/nudge-relay.ts';
import type { ChunkSeal } from '../../platform/sealed-chunks.ts';
import type { DomainCtx } from '../domains/open-domains.ts';
import type { DatabaseProvisioner } from './gateway-turso.ts';

/** What the platform's own use cases may touch: the registry, and any tenant through its own context. */
export interface OperatorCtx {
  readonly actor: Actor;
  /** Epoch milliseconds; one instant for the whole request. */
  readonly now: number;
  /** Epoch milliseconds as they pass: for what takes long and is timed. */
  readonly clock: () => number;
  readonly newId: (prefix: IdPrefix) => string;
  readonly registry: Database;
  readonly registryMigrations: readonly Migration[];
  readonly tenantMigrations: readonly Migration[];
  readonly provisioner: DatabaseProvisioner;
  readonly platformDomain: string;
  readonly domains: DomainCtx;
  readonly consoleHost: string;
  /** Scheme, host and port that links to a host start with. */
  readonly originOf: (host: string) => string;
  readonly log: Log;
  readonly openDatabase: (tenant: Tenant) => Promise<Database>;
  readonly openContext: (tenant: Tenant) => Ctx;
  readonly sealToken: (tenantId: string, token: string) => Promise<string>;
  /** Sends work through the queue; lost messages cost time only, the cron finds what is open. */
  readonly enqueue: (messages: readonly PlatformMessage[]) => Promise<void>;
  /** Has a tenant's relay look for events. */
  readonly wakeRelay: (tenantId: string) => Promise<void>;
  readonly databases: DatabaseAdmin;
  readonly meters: UsageMeters;
  /** Where backups are kept. */
  readonly backups: Pick<R2Bucket, 'put' | 'get' | 'delete' | 'list'>;
  /** What seals a tenant's backup: bytes sealed for one open as no other. */
  readonly backupSeal: (tenantId: string, backupId: string) => Promise<ChunkSeal>;
  /** A database that is not (yet) a tenant's own. */
  readonly connect: (hostname: string, token: string) => Database;
  /** Has every lock of the tenant forget what it was told before an instant, and believe its database. */
  readonly resetLocks: (tenant: Tenant, before: number) => Promise<void>;
  /** HMAC-SHA256 under a key of the tenant's own: only the platform can derive it again. */
  readonly signInvitation: (tenantId: string, text: string) => Promise<string>;
  readonly forgetHosts: (tenantId: string, hosts: readonly string[]) => Promise<void>;
  /** Work that begins with the answer and goes on after it. */
  readonly defer: (work: () => Promise<unknown>) => void;
  /** Has an onboarding looked at, at once or after so many milliseconds. A lost message costs time only. */
  readonly wakeOnboarding: (onboardingId: string, afterMs: number) => Promise<void>;
}

/** What others counted of a tenant. */
export interface UsageMeters {
  /** Of a database by its name, between two instants in epoch milliseconds. Throws `upstream-failed`. */
  database(name: string, span: { readonly since: number; readonly until: number }): Promise<DatabaseUsage>;
  /** Calls by API key in a month of UTC, `YYYY-MM`. Throws when the meter does not answer. */
  requests(tenantId: string, month: string): Promise<number>;
}

export interface DatabaseUsage {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly storageBytes: number;
}

/** Databases by name, as their service's control plane has them. */
export interface DatabaseAdmin {
  /** Throws `upstream-failed`, also when there is one of that name. `at`: as it was at that instant (epoch milliseconds). */
  create(
    name: string,
    place: {
      readonly group: string;
      readonly from?: { readonly name: string; readonly at?: number | undefined };
    },
  ): Promise<{ readonly hostname: string }>;
  mintToken(name: string): Promise<string>;
  block(
    name: string,
    what: { readonly reads: boolean; readonly writes: boolean },
  ): Promise<'blocked' | 'gone'>;
  /** One that is gone already is no error. */
  remove(name: string): Promise<void>;
}
