import type { Actor } from '../kernel/actor.ts';
import type { AgendaChange } from '../kernel/agenda-change.ts';
import type { SlotLocks } from '../kernel/claims.ts';
import type { OwnDomains } from '../kernel/domain.ts';
import type { IdPrefix } from '../kernel/ids.ts';
import type { Brand, Tenant } from '../kernel/tenant.ts';
import type { Wanted } from './action.ts';
import type { Log } from './log.ts';
import type { TenantDb } from './tenant-db.ts';

/** Everything a use case may touch, built the same way for HTTP, queue, cron and tests. */
export interface Ctx {
  readonly tenant: Tenant;
  readonly actor: Actor;
  /** Epoch milliseconds; one instant for the whole request. */
  readonly now: number;
  readonly newId: (prefix: IdPrefix) => string;
  readonly newCode: () => string;
  readonly db: TenantDb;
  readonly slots: SlotLocks;
  readonly vault: Vault;
  readonly domains: OwnDomains;
  readonly webhookPolicy: WebhookPolicy;
  /** Throws when the tenant's plan does not have what an action wants. `act` asks it. */
  admit(context: Ctx, wanted: Wanted): Promise<void>;
  /** Calls by API key in a month of UTC (`YYYY-MM`). Throws when nobody can tell now. */
  readonly requestsOf: (month: string) => Promise<number>;
  /** Tells open pages, after the answer, that somebody's time changed. */
  readonly announce: (change: AgendaChange) => void;
  /** Has every page of the tenant show a brand. */
  readonly showBrand: (brand: Brand) => Promise<void>;
  /** Has the relay look, after the answer, at what is due. Commits with events do it by themselves. */
  readonly wakeRelay: () => void;
  readonly log: Log;
  readonly requestId: string;
  /** The request's idempotency key, if it has one. */
  readonly requestKey?: string | undefined;
  /** Whose form the request came by; none: the API. */
  readonly through?: 'page' | 'desk' | undefined;
  /** Scheme and host that links for this visitor start with. */
  readonly origin: string;
}

/** Where the environment lets webhooks go. */
export interface WebhookPolicy {
  readonly isLoopbackAllowed: boolean;
  readonly ownDomains: readonly string[];
}

/** Keys bound to the tenant: what is sealed or signed for one says nothing to another. */
export interface Vault {
  seal(plaintext: string, place: SealedPlace): Promise<string>;
  unseal(sealed: string, place: SealedPlace): Promise<string>;
  sign(
    purpose: 'manage-link' | 'api-key' | 'import' | 'calendar-link' | 'mail-sender',
    text: string,
  ): Promise<string>;
}

export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}
