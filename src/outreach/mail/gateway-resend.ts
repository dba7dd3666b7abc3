import type { SendOutcome } from './rules/mail-schedule.ts';
import type { SenderRecord } from './rules/sender-life.ts';

/** Longer than the service takes when it is well; the lease of a message is longer still. */
const TIMEOUT_MS = 10_000;

/** A mail as it leaves; every text is already safe for where it goes. */
export interface OutgoingMail {
  readonly from: string;
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachment?: { readonly fileName: string; readonly type: string; readonly text: string };
  /** For the service's own lists: whose mail it was. */
  readonly tenantSlug: string;
}

/** What sends mails, and knows from which domains it may. */
export interface MailService {
  /** Once for each key, however often it is asked within a day. Never throws. */
  send(mail: OutgoingMail, key: string): Promise<SendOutcome>;
  /** The domain with the records that it needs; made when it is not there. Throws when there is no answer. */
  ensureDomain(name: string): Promise<SendingDomain>;
}

export interface SendingDomain {
  readonly id: string;
  readonly isVerified: boolean;
  readonly records: readonly SenderRecord[];
}

export interface MailServiceSettings {
  readonly apiUrl: string;
  readonly apiKey: string;
}

/** Resend's REST API (resend.com/docs/api-reference), or another one of its shape. */
export function resendService(settings: MailServiceSettings): MailService {
  const call = (path: string, init: { method: 'GET' | 'POST'; json?: unknown; key?: string }) =>
    callApi(settings, path, init);
  return {
    send: async (mail, key) => outcomeOf(await call('/emails', { method: 'POST', json: bodyOf(mail), key })),
    ensureDomain: async (name) => {
      const known = (await listDomains(call)).find((domain) => domain.name === name);
      const { id } = known ?? (await created(call, name));
      // Looks at the DNS anew, in its own time: what it finds is in the answer of a later look.
      if (known !== undefined && known.status !== 'verified')
        await call(`/domains/${id}/verify`, { method: 'POST' });
      const { json } = await call(`/domains/${id}`, { method: 'GET' });
      return presentDomain(json as ApiDomain, name);
    },
  };
}

type Call = (path: string, init: { method: 'GET' | 'POST'; json?: unknown }) => Promise<ApiAnswer>;

interface ApiAnswer {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly json: unknown;
  readonly retryAfterMs?: number;
}

interface ApiDomain {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly records?: readonly {
    readonly type: SenderRecord['type'];
    /** Without the domain: `send`, `resend._domainkey`. */
    readonly name: string;
    readonly value: string;
    readonly priority?: number;
    readonly status: string;
  }[];
}

async function callApi(
  { apiUrl, apiKey }: MailServiceSettings,
  path: string,
  { method, json, key }: { method: 'GET' | 'POST'; json?: unknown; key?: string },
): Promise<ApiAnswer> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  try {
    const response = await fetch(apiUrl + path, {
      method,
      headers,
      ...(json !== undefined && { body: JSON.stringify(json) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const seconds = Number(response.headers.get('retry-after'));
    return {
      status: response.status,
      json: parsed(text),
      ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
    };
  } catch {
    return { status: undefined, json: undefined };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyOf({ attachment, to, replyTo, tenantSlug, ...mail }: OutgoingMail): object {
  return {
    ...mail,
    to: [to],
    reply_to: replyTo,
    tags: [{ name: 'tenant', value: tenantSlug }],
    ...(attachment && {
      attachments: [
        { filename: attachment.fileName, content: base64(attachment.text), content_type: attachment.type },
      ],
    }),
  };
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Not the message's fault: the key, the load, another request under the same key just now. */
const LATER: ReadonlySet<number> = new Set([401, 403, 408, 409, 429]);

/** The service's words stay here: a shop is told in its own. */
function outcomeOf(answer: ApiAnswer): SendOutcome {
  const { status, json, retryAfterMs } = answer;
  if (status === undefined) return { result: 'later', reason: 'no-answer' };
  const { id = null, name = '' } = (json ?? {}) as { id?: string | null; name?: string };
  if (status < 300) return { result: 'sent', providerId: id };
  // Under this key another body was taken before: what we meant to send was sent, as it was then.
  if (name === 'invalid_idempotent_request') return { result: 'sent', providerId: null };
  if (status === 403 && name === 'validation_error') return { result: 'sender-refused' };
  if (status >= 500 || LATER.has(status))
    return {
      result: 'later',
      reason: `http-${status}`,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  return { result: 'refused', reason: status === 422 ? 'invalid-address' : `http-${status}` };
}

async function listDomains(call: Call): Promise<readonly ApiDomain[]> {
  const { status, json } = await call('/domains', { method: 'GET' });
  if (status !== 200) throw new Error(`The mail service answered ${status ?? 'nothing'}`);
  return (json as { data?: readonly ApiDomain[] }).data ?? [];
}

async function created(call: Call, name: string): Promise<ApiDomain> {
  const { status, json } = await call('/domains', { method: 'POST', json: { name } });
  if (status !== 201 && status !== 200) throw new Error(`The mail service answered ${status ?? 'nothing'}`);
  return json as ApiDomain;
}

function presentDomain({ id, status, records = [] }: ApiDomain, name: string): SendingDomain {
  return {
    id,
    isVerified: status === 'verified',
    records: records.map((record) => ({
      type: record.type,
      name: `${record.name}.${name}`,
      value: record.value,
      priority: record.priority,
      isFound: record.status === 'verified',
    })),
  };
}
