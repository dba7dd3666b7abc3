import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerPipeline, type DataPlane, missingDatabase, strikeAfter, strikeBefore } from './data-plane.ts';
import { FAULT_LIST } from './faults.ts';
import { ProtocolError } from './hrana-protocol.ts';
import { badRequest, HttpError, notFound } from './http-error.ts';
import { answerPlatform, apiCallOf } from './platform-api.ts';

const JSON_TYPE = 'application/json';
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Longer than any client keeps an idle socket, so that none meets one that was just closed. */
const KEEP_ALIVE_MS = 300_000;
const DATA_PATH = /^\/db\/([^/]+)\/(v[23])(\/pipeline)?\/?$/;

export function createHttpServer(plane: DataPlane): Server {
  const server = createServer((request, response) => {
    route(plane, request, response).catch((error: unknown) => answerError(response, error));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function route(plane: DataPlane, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path.startsWith('/db/')) return answerData(plane, request, { response, path });
  if (path.startsWith('/v1/')) return answerApi(plane, request, response);
  if (path === '/_faults') return answerFaults(plane, request, response);
  if (path === '/_stats') return answerStats(plane, request, response);
  if (path === '/') return send(response, 200, { type: JSON_TYPE, body: '{"service":"turso"}' });
  throw notFound('not found');
}

async function answerData(
  plane: DataPlane,
  request: IncomingMessage,
  { response, path }: { response: ServerResponse; path: string },
): Promise<void> {
  const [, hostname, version, pipeline] = DATA_PATH.exec(path) ?? [];
  if (hostname === undefined) throw notFound('not found');
  if (pipeline === undefined && request.method === 'GET') {
    if (plane.state.byHostname(hostname) === undefined) throw missingDatabase(hostname);
    const body = `Hello, this is HTTP API ${version} (Hrana over HTTP)`;
    return send(response, 200, { type: 'text/plain', body });
  }
  if (pipeline === undefined || request.method !== 'POST') throw methodNotAllowed();
  const body = await readBody(request);
  const answer = await answerPipeline(plane, hostname, {
    authorization: request.headers.authorization,
    body,
  });
  if (answer.type === 'drop') response.socket?.destroy();
  else send(response, 200, { type: JSON_TYPE, body: answer.body });
}

async function answerApi(
  plane: DataPlane,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://localhost'),
    authorization: request.headers.authorization,
    body: await readBody(request),
  };
  const faults = plane.faults.drawApi(apiCallOf(call));
  if (faults !== undefined) await strikeBefore(faults);
  const answer = await answerPlatform(plane, call);
  if (faults !== undefined && (await strikeAfter(faults))) response.socket?.destroy();
  else sendJson(response, 200, answer);
}

/** GET lists, PUT sets (one fault or an array, in place of those in force), DELETE clears. */
async function answerFaults(
  { faults }: DataPlane,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'PUT') faults.set(parseFaults(await readBody(request)));
  else if (request.method === 'DELETE') faults.clear();
  else if (request.method !== 'GET') throw methodNotAllowed();
  sendJson(response, 200, { faults: faults.list() });
}

function parseFaults(body: string) {
  try {
    return FAULT_LIST.parse(JSON.parse(body));
  } catch (error) {
    throw badRequest(`not a list of faults: ${error instanceof Error ? error.message : error}`);
  }
}

async function answerStats(
  { stats }: DataPlane,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'DELETE') stats.reset();
  else if (request.method !== 'GET') throw methodNotAllowed();
  sendJson(response, 200, stats.snapshot());
}

function methodNotAllowed(): HttpError {
  return new HttpError(405, { error: 'method not allowed' });
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) reject(new HttpError(413, { error: 'request body is too large' }));
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks, Math.min(size, MAX_BODY_BYTES)).toString()));
    request.on('error', reject);
  });
}

function answerError(response: ServerResponse, error: unknown): void {
  if (error instanceof HttpError) sendJson(response, error.status, error.body);
  else if (error instanceof ProtocolError) send(response, 400, { type: 'text/plain', body: error.message });
  else {
    console.error('turso emulator:', error);
    const message = error instanceof Error ? error.message : String(error);
    sendJson(response, 500, { error: `Internal Error: \`${message}\`` });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, { type: JSON_TYPE, body: JSON.stringify(body) });
}

function send(
  response: ServerResponse,
  status: number,
  { type, body }: { type: string; body: string },
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
