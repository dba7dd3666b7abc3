import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type ApiAnswer, answerApi, type HasText, MailApiError } from './api.ts';
import { createFaults, FAULT_LIST, type Faults } from './faults.ts';
import { type Mail, type Mailbox, openMailbox } from './mailbox.ts';
import { listPage, mailPage, type SiteOf } from './mailbox-page.ts';

export interface MailEmulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** The domain of the platform's own sending address. */
  readonly neutralDomain: string;
  readonly hasText?: HasText;
  readonly siteOf?: SiteOf;
  /** Epoch milliseconds: the age of idempotency keys is counted with it. */
  readonly now?: () => number;
  /** In [0, 1): decides which of the requests a fault of some percent strikes. */
  readonly random?: () => number;
}

export interface MailEmulator {
  readonly url: string;
  readonly apiKey: string;
  readonly faults: Faults;
  /** What was sent, the oldest first. */
  mails(): readonly Mail[];
  /** How many requests to send came in, answered or not. */
  requests(): number;
  /** What the service thinks of a domain, whatever the DNS says. */
  setVerified(name: string, isVerified: boolean): void;
  clear(): void;
  stop(): Promise<void>;
}

/** A mail service on the loopback, in the shape of Resend's API, with a box that people can read. */
export async function startMailEmulator(options: MailEmulatorOptions): Promise<MailEmulator> {
  const { port, dataDir, neutralDomain, now = Date.now, random = Math.random } = options;
  const mailbox = openMailbox({ path: join(dataDir, 'state.json'), now, verified: [neutralDomain] });
  const faults = createFaults(random);
  const counter = { requests: 0 };
  const { hasText = () => false, siteOf = () => '' } = options;
  const server = createServer((request, response) => {
    answer({ mailbox, faults, counter, hasText, siteOf }, request, response).catch((error: unknown) =>
      answerError(response, error),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: mailbox.apiKey,
    faults,
    mails: mailbox.mails,
    requests: () => counter.requests,
    setVerified(name, isVerified) {
      const domain = mailbox.domains().find((one) => one.name === name) ?? mailbox.addDomain(name);
      mailbox.setVerified(domain.id, isVerified);
    },
    clear: mailbox.clear,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Emulated {
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  readonly counter: { requests: number };
  readonly hasText: HasText;
  readonly siteOf: SiteOf;
}

async function answer(emulated: Emulated, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  if (pathname === '/_faults') return sendJson(response, 200, control(emulated.faults, request, body));
  if (pathname === '/_mails') return sendJson(response, 200, { data: emulated.mailbox.mails() });
  if (pathname === '/' || pathname.startsWith('/mail/')) return sendPage(emulated, pathname, response);
  if (pathname === '/emails') emulated.counter.requests += 1;
  await strike(emulated.faults);
  const answered = answerApi(emulated.mailbox, emulated.hasText, {
    method: request.method ?? 'GET',
    path: pathname,
    authorization: request.headers.authorization,
    idempotencyKey: header(request, 'idempotency-key'),
    body,
  });
  if (emulated.faults.strike('lost-answer') !== undefined) return void response.socket?.destroy();
  sendJson(response, answered.status, answered.json);
}

async function strike(faults: Faults): Promise<void> {
  const latency = faults.strike('latency');
  if (latency !== undefined) await sleep(latency.ms);
  const refusal = faults.strike('status');
  if (refusal !== undefined) throw new InjectedFault(refusal.status, refusal.retryAfterSeconds);
}

class InjectedFault extends MailApiError {
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, retryAfterSeconds: number | undefined) {
    super(status, status === 429 ? 'rate_limit_exceeded' : 'application_error', 'injected fault');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function control(faults: Faults, request: IncomingMessage, body: string): unknown {
  if (request.method === 'PUT') faults.set(FAULT_LIST.parse(JSON.parse(body)));
  if (request.method === 'DELETE') faults.clear();
  return { faults: faults.list() };
}

function sendPage({ mailbox, siteOf }: Emulated, pathname: string, response: ServerResponse): void {
  const [, id, isSource] = /^\/mail\/([\w-]+)(\.html)?$/.exec(pathname) ?? [];
  const mail = mailbox.mails().find((one) => one.id === id);
  if (pathname !== '/' && mail === undefined) throw new MailApiError(404, 'not_found', 'No such mail');
  const shown = mail === undefined ? listPage(mailbox.mails()) : mailPage(mail, siteOf);
  const type = { 'content-type': 'text/html; charset=utf-8' };
  response.writeHead(200, type).end(mail !== undefined && isSource !== undefined ? mail.html : shown);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answerError(response: ServerResponse, error: unknown): void {
  const { status: statusCode, code: name, message } = refusalOf(error);
  const wait = error instanceof InjectedFault ? error.retryAfterSeconds : undefined;
  sendJson(response, statusCode, { statusCode, name, message }, wait);
}

function refusalOf(error: unknown): MailApiError {
  if (error instanceof MailApiError) return error;
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return new MailApiError(422, 'validation_error', error.message);
  console.error('mail emulator:', error);
  return new MailApiError(500, 'application_error', 'Internal error');
}

function sendJson(
  response: ServerResponse,
  status: ApiAnswer['status'],
  json: ApiAnswer['json'],
  retryAfterSeconds?: number,
): void {
  if (response.destroyed || response.headersSent) return;
  response
    .writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    })
    .end(JSON.stringify(json));
}
