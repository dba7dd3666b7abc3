import type { Chaos } from './faults.ts';
import { createIsolate, currentIsolate } from './isolates.ts';
import type { Timeline } from './timeline.ts';

const PARTNER = createIsolate('partner');

/** What a partner's server received, by the address it was sent to. */
export interface Received {
  readonly url: string;
  readonly id: string;
  readonly body: string;
}

export interface Receivers {
  readonly received: Received[];
  readonly fetch: (url: string, init: RequestInit | undefined) => Promise<Response>;
}

/** Partners' servers: they answer, refuse, ask for patience, hang, break the line, or want no more. */
export function createReceivers(timeline: Timeline, chaos: Chaos): Receivers {
  const received: Received[] = [];
  const { random } = timeline;
  const receive = (url: string, init: RequestInit | undefined) => {
    const headers = new Headers(init?.headers);
    received.push({ url, id: headers.get('webhook-id') ?? '', body: String(init?.body) });
  };
  const answerOf = () => {
    if (chaos.strikes('receiverGone')) return new Response(null, { status: 410 });
    if (!chaos.strikes('receiverFails')) return new Response(null, { status: 204 });
    const status = random.pick([500, 503, 429, 302, 404]);
    return new Response(null, { status, headers: { 'retry-after': '20' } });
  };
  return {
    received,
    fetch(url, init) {
      const caller = currentIsolate();
      const isSlow = chaos.strikes('receiverSlow');
      return new Promise((resolve, reject) => {
        const arrive = () => {
          // Whether the answer comes back or not, the partner has it.
          if (random.chance(0.9) || !isSlow) receive(url, init);
          const tell = () => {
            if (isSlow)
              reject(new DOMException('timeout', random.chance(0.5) ? 'TimeoutError' : 'NetworkError'));
            else resolve(answerOf());
          };
          timeline.after(isSlow ? 20_000 : 40 * random.next(), 'partner answers', tell, caller);
        };
        timeline.after(40 * random.next(), 'webhook arrives', arrive, PARTNER);
      });
    },
  };
}
