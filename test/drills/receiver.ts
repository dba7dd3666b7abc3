import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A partner's receiver, shared by all tenants: of some events it refuses the first attempt. */
export interface Receiver {
  readonly url: string;
  /** When each webhook-id was accepted, in epoch milliseconds. */
  readonly accepted: ReadonlyMap<string, readonly { readonly at: number; readonly type: string }[]>;
  stop(): void;
}

/** @param refusing draws whether the first attempt of an event is refused */
export async function startReceiver(refusing: () => boolean): Promise<Receiver> {
  const accepted = new Map<string, { at: number; type: string }[]>();
  const refused = new Set<string>();
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const id = String(incoming.headers['webhook-id']);
    if (!refused.has(id) && !accepted.has(id) && refusing()) {
      refused.add(id);
      outgoing.writeHead(500).end();
      return;
    }
    const { type } = JSON.parse(Buffer.concat(chunks).toString()) as { type: string };
    accepted.set(id, [...(accepted.get(id) ?? []), { at: Date.now(), type }]);
    outgoing.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    accepted,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
