import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/** Resend remembers a key for a day. */
const KEY_LIFE_MS = 24 * 3_600_000;
/** A box that somebody reads, not an archive. */
const MAX_KEPT = 500;

const mailSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  replyTo: z.string().nullable(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ filename: z.string(), content: z.string(), contentType: z.string() })),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  idempotencyKey: z.string().nullable(),
  at: z.number(),
});

const domainSchema = z.object({
  id: z.string(),
  name: z.string(),
  isVerified: z.boolean(),
  dkim: z.string(),
  createdAt: z.string(),
});

const stateSchema = z.object({
  apiKey: z.string(),
  mails: z.array(mailSchema),
  keys: z.record(z.string(), z.object({ id: z.string(), body: z.string(), at: z.number() })),
  domains: z.array(domainSchema),
});

export type Mail = z.output<typeof mailSchema>;
export type Domain = z.output<typeof domainSchema>;

/** Everything that was sent, every key that was used, every domain; on disk before it is answered. */
export interface Mailbox {
  readonly apiKey: string;
  readonly now: () => number;
  mails(): readonly Mail[];
  keep(mail: Omit<Mail, 'id' | 'messageId' | 'at'>): Mail;
  /** What a key was used for within the last day. */
  usedKey(key: string): { readonly id: string; readonly body: string } | undefined;
  useKey(key: string, use: { readonly id: string; readonly body: string }): void;
  domains(): readonly Domain[];
  addDomain(name: string, isVerified?: boolean): Domain;
  setVerified(id: string, isVerified: boolean): void;
  clear(): void;
}

export interface MailboxOptions {
  readonly path: string;
  readonly now: () => number;
  /** Domains that the account could send from before anybody came. */
  readonly verified: readonly string[];
}

export function openMailbox({ path, now, verified }: MailboxOptions): Mailbox {
  const state = readState(path);
  const save = () => writeState(path, state);
  const addDomain = (name: string, isVerified = false): Domain => {
    const dkim = `p=${createHash('sha256').update(`${state.apiKey}|${name}`).digest('base64')}`;
    const createdAt = new Date(now()).toISOString();
    const domain = { id: randomUUID(), name, isVerified, dkim, createdAt };
    state.domains.push(domain);
    save();
    return domain;
  };
  for (const name of verified) if (!state.domains.some((one) => one.name === name)) addDomain(name, true);
  return {
    apiKey: state.apiKey,
    now,
    mails: () => state.mails,
    keep(mail) {
      const id = randomUUID();
      const host = /@([^>]+)>?$/.exec(mail.from)?.[1] ?? 'localhost';
      const kept = { ...mail, id, messageId: `<${id}@${host}>`, at: now() };
      state.mails.push(kept);
      state.mails.splice(0, Math.max(0, state.mails.length - MAX_KEPT));
      save();
      return kept;
    },
    usedKey(key) {
      const used = state.keys[key];
      return used !== undefined && now() - used.at < KEY_LIFE_MS ? used : undefined;
    },
    useKey(key, use) {
      state.keys[key] = { ...use, at: now() };
      save();
    },
    domains: () => state.domains,
    addDomain,
    setVerified(id, isVerified) {
      state.domains = state.domains.map((domain) => (domain.id === id ? { ...domain, isVerified } : domain));
      save();
    },
    clear() {
      state.mails = [];
      save();
    },
  };
}

function readState(path: string): z.output<typeof stateSchema> {
  if (existsSync(path)) return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return { apiKey: `re_${randomUUID().replaceAll('-', '')}`, mails: [], keys: {}, domains: [] };
}

/** Written aside and renamed: a crash leaves the old state or the new one. */
function writeState(path: string, state: z.output<typeof stateSchema>): void {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.new`;
  writeFileSync(aside, JSON.stringify(state), { mode: 0o600 });
  renameSync(aside, path);
}
