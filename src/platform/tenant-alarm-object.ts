import { DurableObject } from 'cloudflare:workers';
import type { RelayMessage } from './nudge-relay.ts';

/**
 * Wakes a tenant's relay when its next delivery is due. The times themselves are in the tenant's database: this
 * object only remembers the earliest, and a lost one is found again by the sweep.
 */
export class TenantAlarm extends DurableObject<Env> {
  /** @param at epoch milliseconds; the earliest of all that were asked for wins */
  async wakeAt(tenantId: string, at: number): Promise<void> {
    this.ctx.storage.kv.put('tenantId', tenantId);
    const current = await this.ctx.storage.getAlarm();
    if (current === null || at < current) await this.ctx.storage.setAlarm(Math.max(at, Date.now()));
  }

  override async alarm(): Promise<void> {
    const tenantId = this.ctx.storage.kv.get<string>('tenantId');
    if (tenantId === undefined) return;
    const message: RelayMessage = { type: 'relay', tenantId };
    await this.env.RELAY_QUEUE.send(message);
  }
}
