import { randomUUID } from 'node:crypto';
import { hostFetch } from '../world/host-fetch.ts';
import type { Faults } from './faults.ts';

/** Where notifications go: `host` is the Host header, as the name would be in the address outside. */
export interface WebhookTarget {
  readonly url: string;
  readonly host: string;
  readonly path: string;
  /** Sent along in `cf-webhook-auth`, as with Cloudflare's notification webhooks. */
  readonly secret: string;
}

export interface Webhooks {
  setTarget(target: WebhookTarget | undefined): void;
  send(type: string, data: unknown): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export function createWebhooks(faults: Faults, now: () => number): Webhooks {
  let target: WebhookTarget | undefined;
  const underWay = new Set<Promise<unknown>>();
  const post = (to: WebhookTarget, body: string) => {
    const headers = { 'content-type': 'application/json', 'cf-webhook-auth': to.secret };
    const sending = hostFetch({ url: to.url, host: to.host, path: to.path, headers, body })
      .catch(() => undefined) // Whoever does not listen learns of it by looking.
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  return {
    setTarget(next) {
      target = next;
    },
    send(type, data) {
      if (target === undefined || faults.strike({ on: 'api' }, 'lost-webhook').length > 0) return;
      const event = { id: randomUUID(), type, created_at: new Date(now()).toISOString() };
      const body = JSON.stringify({
        metadata: { event, account: { id: 'local' }, zone: { id: 'local' } },
        data,
      });
      post(target, body);
      if (faults.strike({ on: 'api' }, 'duplicate-webhook').length > 0) post(target, body);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
