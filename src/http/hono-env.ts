import type { Context } from 'hono';
import type { Tenant } from '../kernel/tenant.ts';
import type { Log } from '../platform/log.ts';
import type { SharedEnv } from '../platform/shared-env.ts';
import type { Rate } from '../tenancy/plans/take-cell.ts';

/** What the middleware leaves for the handlers. */
export interface HonoEnv {
  Bindings: SharedEnv;
  Variables: {
    requestId: string;
    now: number;
    log: Log;
    tenant: Tenant;
    /** Of a call by API key. */
    rate?: Rate;
  };
}

export type HonoContext = Context<HonoEnv>;

/** Of the Worker that answers tenants. */
export interface TenantEnv extends HonoEnv {
  Bindings: Env;
}
