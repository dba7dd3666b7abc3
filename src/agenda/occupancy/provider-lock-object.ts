import { DurableObject } from 'cloudflare:workers';
import type { Claim, ClaimResult } from '../../kernel/claims.ts';
import { createLog } from '../../platform/log.ts';
import { settingsOf } from '../../platform/settings.ts';
import { openTenantDatabaseById } from '../../tenancy/tenants/open-tenant-database.ts';
import { createLock, type Lock } from './provider-lock.ts';

/** Whose time an object guards: a provider's or a resource's. It is named `tenant/subject`. */
export interface LockName {
  readonly tenantId: string;
  readonly subjectId: string;
}

/** The lock of one provider or resource, in an object of its own: the only one of its name in the world. */
export class ProviderLock extends DurableObject<Env> {
  readonly #lock: Lock;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { kv, sql } = ctx.storage;
    this.#lock = createLock({
      sql,
      now: () => Date.now(),
      openDatabase: () => openTenantDatabaseById(env, kv.get<string>('tenantId') ?? ''),
      setAlarm: (at) => ctx.waitUntil(ctx.storage.setAlarm(at)),
      subject: {
        get: () => kv.get<string>('subjectId'),
        set: (id) => kv.put('subjectId', id),
      },
      log: createLog(settingsOf(env).logLevel, { requestId: `lock:${ctx.id.toString().slice(0, 16)}` }),
    });
  }

  async claim(name: LockName, claim: Claim): Promise<ClaimResult> {
    this.#remember(name);
    return await this.#lock.claim(name.subjectId, claim);
  }

  keep(commitId: string): void {
    this.#lock.keep(commitId);
  }

  drop(commitId: string, ownerId?: string): void {
    this.#lock.drop(commitId, ownerId);
  }

  async reconcile(name: LockName, forgetBefore?: number): Promise<void> {
    this.#remember(name);
    await this.#lock.reconcile(name.subjectId, forgetBefore);
  }

  override async alarm(): Promise<void> {
    await this.#lock.alarm();
  }

  #remember({ tenantId }: LockName): void {
    if (this.ctx.storage.kv.get('tenantId') !== tenantId) this.ctx.storage.kv.put('tenantId', tenantId);
  }
}
