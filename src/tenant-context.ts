import { announceChange } from './agenda/live/announce-change.ts';
import { slotLocks } from './agenda/occupancy/slot-locks.ts';
import type { Actor } from './kernel/actor.ts';
import { makeCode, makeId } from './kernel/ids.ts';
import type { Tenant } from './kernel/tenant.ts';
import type { Ctx, Vault } from './platform/context.ts';
import type { Database } from './platform/database-client.ts';
import type { Log } from './platform/log.ts';
import { nudgeRelay } from './platform/nudge-relay.ts';
import { randomBytes, seal, sign, unseal } from './platform/secrets.ts';
import { settingsOf } from './platform/settings.ts';
import type { SharedEnv } from './platform/shared-env.ts';
import { type IdempotentRequest, tenantDb } from './platform/tenant-db.ts';
import { openDomains } from './tenancy/domains/open-domains.ts';
import { ownDomains } from './tenancy/domains/present-domain.ts';
import { admitAction } from './tenancy/plans/admit-action.ts';
import { requestsOf } from './tenancy/plans/take-cell.ts';
import { openTenantDatabase } from './tenancy/tenants/open-tenant-database.ts';
import { publishBrandOf } from './tenancy/tenants/publish-profile.ts';

/** What differs between a request, a queue message and a sweep. */
export interface Occasion {
  readonly tenant: Tenant;
  readonly actor: Actor;
  readonly now: number;
  readonly requestId: string;
  readonly origin: string;
  readonly log: Log;
  /** Work that goes on after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
  /** Until when somebody waits to hear from the database at all, in epoch milliseconds. */
  readonly firstAnswerBy?: number;
  readonly idempotency?: IdempotentRequest | undefined;
  /** Whose form the request came by; none: the API. */
  readonly through?: Ctx['through'];
}

/** The one place where a context is put together. */
export function tenantContext(env: SharedEnv, occasion: Occasion): Ctx {
  const { tenant, actor, now, requestId, origin, log, defer, firstAnswerBy, idempotency } = occasion;
  const settings = settingsOf(env);
  const newId: Ctx['newId'] = (prefix) => makeId(prefix, now, randomBytes(16));
  const wakeRelay = () => nudgeRelay({ queue: env.RELAY_QUEUE, tenantId: tenant.id, now, defer });
  return {
    tenant,
    actor,
    now,
    requestId,
    origin,
    log,
    newId,
    newCode: () => makeCode(randomBytes(8)),
    db: tenantDb({
      database: lazily(() => openTenantDatabase(env, tenant, { firstAnswerBy })),
      actor,
      now,
      requestId,
      newId,
      idempotency,
      onEvents: wakeRelay,
    }),
    slots: slotLocks({ namespace: env.PROVIDER_LOCK, tenantId: tenant.id, defer, log }),
    vault: vaultOf(settings.masterKey, tenant.id),
    domains: ownDomains(() => openDomains(env, { now, log }), tenant.id),
    webhookPolicy: {
      isLoopbackAllowed: settings.areLoopbackWebhooksAllowed,
      ownDomains: [settings.platformDomain, settings.consoleHost],
    },
    admit: admitAction,
    requestsOf: (month) => requestsOf({ namespace: env.RATE_METER, tenantId: tenant.id, month }),
    announce: (change) =>
      announceChange({ namespace: env.LIVE_FEED, tenantId: tenant.id, change, now, defer, log }),
    showBrand: (brand) => publishBrandOf(env, tenant.id, brand, now),
    wakeRelay,
    requestKey: idempotency?.key,
    through: occasion.through,
  };
}

/** Most requests are answered from memory: a connection is made by the first that needs one. */
function lazily(open: () => Promise<Database>): Database {
  let opened: Promise<Database> | undefined;
  const database = () => {
    opened ??= open();
    return opened;
  };
  return {
    read: async (queries) => await (await database()).read(queries),
    rows: async (plain) => await (await database()).rows(plain),
    write: async (queries) => await (await database()).write(queries),
    script: async (sql) => await (await database()).script(sql),
    requireAnswering: async () => await (await database()).requireAnswering(),
  };
}

function vaultOf(masterKey: string, tenantId: string): Vault {
  return {
    seal: (plaintext, place) => seal(masterKey, plaintext, { ...place, tenantId }),
    unseal: (sealed, place) => unseal(masterKey, sealed, { ...place, tenantId }),
    sign: (purpose, text) => sign(masterKey, purpose, { tenantId, text }),
  };
}
