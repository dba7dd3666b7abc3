import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { answerApi, envelope, refusal } from './api.ts';
import { ApiError } from './api-error.ts';
import { FAULT_LIST, type Fault } from './faults.ts';
import { answerDnsQuery, SERVFAIL } from './resolver.ts';
import type { Zone } from './zone.ts';

/** Longer than any client keeps an idle socket, so that none meets one that was just closed. */
const KEEP_ALIVE_MS = 300_000;

export function createHttpServer(zone: Zone): Server {
  const server = createServer((request, response) => {
    route(zone, request, response).catch((error: unknown) => answerError(response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function route(zone: Zone, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (url.pathname.startsWith('/client/v4/')) return await answerZone(zone, { request, response, url, body });
  if (url.pathname === '/dns-query') return await answerResolver(zone, { request, response, url, body });
  if (url.pathname.startsWith('/_')) return send(response, 200, control(zone, { request, url, body }));
  if (url.pathname === '/') return send(response, 200, { service: 'cloudflare' });
  throw new ApiError(404, 7000, 'No route for that URI');
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: string;
}

async function answerZone(zone: Zone, { request, response, url, body }: Exchange): Promise<void> {
  const method = request.method ?? 'GET';
  await strikeBefore(zone.faults.strike({ on: 'api', method }, 'latency', 'status-before'));
  const { authorization } = request.headers;
  const answer = answerApi(zone, { method, url, authorization, body });
  const after = zone.faults.strike({ on: 'api', method }, 'status-after', 'lost-response');
  if (after.some(({ kind }) => kind === 'lost-response')) return void response.socket?.destroy();
  await strikeBefore(after);
  send(response, answer.status, envelope(answer));
}

async function answerResolver(zone: Zone, { response, url }: Exchange): Promise<void> {
  await strikeBefore(zone.faults.strike({ on: 'dns' }, 'latency', 'status-before'));
  const isBroken = zone.faults.strike({ on: 'dns' }, 'servfail').length > 0;
  const answer = answerDnsQuery(zone.dns, url.searchParams, isBroken ? SERVFAIL : undefined);
  if (answer === undefined) return send(response, 400, { error: 'Invalid query.' });
  send(response, 200, answer, 'application/dns-json');
}

async function strikeBefore(faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'latency') await sleep(fault.ms);
    if (fault.kind === 'status-before' || fault.kind === 'status-after') {
      throw new ApiError(fault.status, 10_013, 'injected fault');
    }
  }
}

const dnsChange = z.strictObject({
  name: z.string(),
  CNAME: z.string().optional(),
  A: z.array(z.string()).optional(),
  TXT: z.array(z.string()).optional(),
});
const clockChange = z.strictObject({ advanceMs: z.number().min(0) });

/** What a person or a script may do to this world: its faults, its clock, its DNS. */
function control(zone: Zone, { request, url, body }: Omit<Exchange, 'response'>): unknown {
  const isChange = request.method === 'PUT';
  switch (url.pathname) {
    case '/_faults':
      if (isChange) zone.faults.set(FAULT_LIST.parse(JSON.parse(body)));
      if (request.method === 'DELETE') zone.faults.clear();
      return { faults: zone.faults.list() };
    case '/_clock':
      if (isChange) zone.clock.advance(clockChange.parse(JSON.parse(body)).advanceMs);
      zone.live();
      zone.save();
      return { now: new Date(zone.clock.now()).toISOString() };
    case '/_dns': {
      if (!isChange) return { names: zone.state.dns };
      const { name, ...records } = dnsChange.parse(JSON.parse(body));
      zone.dns.set(name, records);
      return { name, ...records };
    }
    default:
      throw new ApiError(404, 7000, 'No route for that URI');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answerError(response: ServerResponse, error: unknown): void {
  if (error instanceof ApiError) send(response, error.status, refusal(error));
  else if (error instanceof z.ZodError || error instanceof SyntaxError) {
    send(response, 400, refusal({ code: 1400, message: error.message }));
  } else {
    console.error('cloudflare emulator:', error);
    send(response, 500, refusal({ code: 1500, message: 'Internal server error occurred.' }));
  }
}

function send(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
