import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Domain, Mailbox } from './mailbox.ts';

/** A refusal in Resend's words. */
export class MailApiError extends Error {
  override name = 'MailApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Whether a name has a TXT record with a value, in the DNS of the world outside. */
export type HasText = (name: string, value: string) => boolean;

/** Resend's REST API, as far as the platform speaks it (resend.com/docs/api-reference). */
export function answerApi(mailbox: Mailbox, hasText: HasText, request: ApiRequest): ApiAnswer {
  const { method, path } = request;
  requireKey(mailbox, request.authorization);
  if (method === 'POST' && path === '/emails') return sendEmail(mailbox, request);
  if (method === 'GET' && path === '/domains')
    return { status: 200, json: { object: 'list', data: mailbox.domains().map(presentDomain) } };
  if (method === 'POST' && path === '/domains') return createDomain(mailbox, request.body);
  const [, id, verb] = /^\/domains\/([\w-]+)(\/verify)?$/.exec(path) ?? [];
  const domain = mailbox.domains().find((one) => one.id === id);
  if (domain === undefined) throw new MailApiError(404, 'not_found', 'Domain not found');
  if (method === 'POST' && verb !== undefined) {
    mailbox.setVerified(domain.id, hasText(`${DKIM_NAME}.${domain.name}`, domain.dkim));
    return { status: 200, json: { object: 'domain', id: domain.id } };
  }
  if (method !== 'GET') throw new MailApiError(405, 'method_not_allowed', 'Method is not allowed');
  return { status: 200, json: { ...presentDomain(domain), records: recordsOf(domain) } };
}

const DKIM_NAME = 'resend._domainkey';

function requireKey({ apiKey }: Mailbox, authorization: string | undefined): void {
  if (authorization === undefined) throw new MailApiError(401, 'missing_api_key', 'Missing API key');
  if (authorization !== `Bearer ${apiKey}`)
    throw new MailApiError(403, 'invalid_api_key', 'API key is invalid');
}

const emailSchema = z.object({
  from: z.string().regex(/^(?:"[^"\r\n<>]*" <[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/),
  to: z.array(z.email()).min(1).max(50),
  reply_to: z.email().optional(),
  subject: z.string().regex(/^[^\r\n]+$/),
  html: z.string(),
  text: z.string(),
  attachments: z
    .array(z.object({ filename: z.string(), content: z.base64(), content_type: z.string() }))
    .default([]),
  tags: z.array(z.object({ name: z.string(), value: z.string().regex(/^[\w-]{1,256}$/) })).default([]),
});

function sendEmail(mailbox: Mailbox, { body, idempotencyKey }: ApiRequest): ApiAnswer {
  const hash = createHash('sha256').update(body).digest('hex');
  const used = idempotencyKey === undefined ? undefined : mailbox.usedKey(idempotencyKey);
  if (used !== undefined && used.body !== hash)
    throw new MailApiError(
      409,
      'invalid_idempotent_request',
      'Same idempotency key used with a different payload',
    );
  if (used !== undefined) return { status: 200, json: { id: used.id } };
  const parsed = emailSchema.safeParse(JSON.parse(body));
  if (!parsed.success) throw new MailApiError(422, 'validation_error', z.prettifyError(parsed.error));
  const { from, to, reply_to: replyTo = null, attachments, ...mail } = parsed.data;
  const host = /@([^>]+)>?$/.exec(from)?.[1] ?? '';
  if (!mailbox.domains().some(({ name, isVerified }) => name === host && isVerified))
    throw new MailApiError(403, 'validation_error', `The ${host} domain is not verified`);
  const { id } = mailbox.keep({
    ...mail,
    from,
    to,
    replyTo,
    attachments: attachments.map(({ content_type: contentType, ...file }) => ({ ...file, contentType })),
    idempotencyKey: idempotencyKey ?? null,
  });
  if (idempotencyKey !== undefined) mailbox.useKey(idempotencyKey, { id, body: hash });
  return { status: 200, json: { id } };
}

function createDomain(mailbox: Mailbox, body: string): ApiAnswer {
  const parsed = z.object({ name: z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/) }).safeParse(JSON.parse(body));
  if (!parsed.success) throw new MailApiError(422, 'validation_error', 'Invalid domain name');
  const { name } = parsed.data;
  if (mailbox.domains().some((domain) => domain.name === name))
    throw new MailApiError(403, 'validation_error', `The ${name} domain has been registered already`);
  const domain = mailbox.addDomain(name);
  return { status: 201, json: { ...presentDomain(domain), records: recordsOf(domain) } };
}

function presentDomain({ id, name, isVerified, createdAt }: Domain) {
  return {
    id,
    name,
    status: isVerified ? 'verified' : 'pending',
    created_at: createdAt,
    region: 'sa-east-1',
  };
}

function recordsOf({ dkim, isVerified }: Domain) {
  const status = isVerified ? 'verified' : 'pending';
  const ttl = 'Auto';
  return [
    {
      record: 'SPF',
      name: 'send',
      type: 'MX',
      ttl,
      status,
      value: 'feedback-smtp.sa-east-1.amazonses.com',
      priority: 10,
    },
    { record: 'SPF', name: 'send', type: 'TXT', ttl, status, value: 'v=spf1 include:amazonses.com ~all' },
    { record: 'DKIM', name: DKIM_NAME, type: 'TXT', ttl, status, value: dkim },
  ];
}
