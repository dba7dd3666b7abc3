import { Agent, type IncomingMessage, request } from 'node:http';

export interface HostRequest {
  /** Where the Worker listens. */
  url: string;
  /** The Host header, which alone decides the tenant. */
  host: string;
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1024 });

/** A fetch with a Host header of one's own (the built-in fetch forbids it). Redirects are not followed. */
export function hostFetch(options: HostRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(options.path, options.url).href,
      {
        agent,
        method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
        headers: { ...options.headers, host: options.host, ...lengthOf(options.body) },
      },
      (incoming) => readResponse(incoming).then(resolve, reject),
    );
    outgoing.once('error', reject);
    outgoing.end(options.body);
  });
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

async function readResponse(incoming: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk);
  }
  const status = incoming.statusCode ?? 500;
  const isBodyless = status === 204 || status === 304;
  return new Response(isBodyless ? null : Buffer.concat(chunks), { status, headers: headersOf(incoming) });
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  }
  return headers;
}
