import { Agent, request } from 'node:http';

export interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Knock {
  readonly host: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object | undefined;
  readonly apiKey?: string | undefined;
}

/** The way in for many at once, over connections that stay open. */
export interface Door {
  knock(knock: Knock): Promise<Answer>;
  close(): void;
}

export function openDoor(url: string, connections: number): Door {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    knock: (knock) => send(new URL(knock.path, url).href, agent, knock),
    close: () => agent.destroy(),
  };
}

function send(href: string, agent: Agent, { host, method, body, apiKey }: Knock): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    host,
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  return new Promise((resolve) => {
    const outgoing = request(href, { agent, method, headers }, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      resolve({ status: incoming.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) });
    });
    outgoing.once('error', (error) => resolve({ status: 0, body: { error: String(error) } }));
    outgoing.end(text);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
