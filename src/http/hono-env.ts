import type { Context } from 'hono';
import type { Tenant } from '../kernel/tenant.ts';
import type { Log } from '../platform/log.ts';

/** What the middleware leaves for the handlers. */
export interface HonoEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    now: number;
    log: Log;
    tenant: Tenant;
  };
}

export type HonoContext = Context<HonoEnv>;
