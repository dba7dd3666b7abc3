import { randomUUID } from 'node:crypto';
import type { Dns } from './dns.ts';
import type { HostnameRecord, SslRecord } from './records.ts';
import { RETRIES, retrySeconds } from './validation-schedule.ts';

const SECOND = 1_000;
const DAY = 86_400_000;
/** After its last look, and again before it forgets the hostname. */
const MOVED_DAYS = 7;
/** How long a token for the certificate authority may be found: Google's; Let's Encrypt gives half of it. */
const TOKEN_DAYS = { google: 14, lets_encrypt: 7, ssl_com: 14 } as const;
const CERTIFICATE_DAYS = 90;
const RENEWAL_DAYS = 30;
/** How often Cloudflare looks again at an active hostname is not documented: daily here. */
const REVISIT_DAYS = 1;

/** The label under which delegated validation is asked for: `<host>.<label>.dcv.cloudflare.com`. */
const DCV_LABEL = '2f5c1d80a4e94b7c';

/** How long the parts of a certificate's making take, in milliseconds: nothing unless a measurement wants it. */
export interface Delays {
  readonly validationMs: number;
  readonly issuanceMs: number;
  readonly deploymentMs: number;
}

export const NO_DELAYS: Delays = { validationMs: 0, issuanceMs: 0, deploymentMs: 0 };

type Step = 'validation' | 'issuance' | 'deployment' | 'renewal';

export interface CertificateNews {
  readonly step: Step;
  readonly outcome: 'succeeded' | 'failed';
}

export interface Surroundings {
  readonly dns: Dns;
  readonly delays: Delays;
}

/** Runs everything that is due by an instant, in order. Undefined when Cloudflare has forgotten the hostname. */
export function live(
  record: HostnameRecord,
  around: Surroundings,
  now: number,
): { readonly record: HostnameRecord | undefined; readonly news: readonly CertificateNews[] } {
  const news: CertificateNews[] = [];
  let current: HostnameRecord | undefined = record;
  for (let at = dueAt(record); current !== undefined && at <= now; at = dueAt(current)) {
    if (current.dueAt === at) current = stepHostname(current, around, at);
    else {
      const step = stepSsl(current, around, at);
      if (step.news !== undefined) news.push(step.news);
      current = { ...current, ssl: step.ssl };
    }
    if (current === undefined) break;
  }
  return { record: current, news };
}

export function dueAt({ dueAt: own, ssl }: HostnameRecord): number {
  return Math.min(own ?? Number.POSITIVE_INFINITY, ssl.dueAt ?? Number.POSITIVE_INFINITY);
}

/** As after POST and after PATCH: pending, looked at from now on, with new tokens for the certificate. */
export function restarted(record: HostnameRecord, now: number): HostnameRecord {
  const isCertified = record.ssl.status === 'active';
  return {
    ...record,
    status: record.status === 'active' ? 'active' : 'pending',
    attempts: 0,
    dueAt: now,
    ssl: isCertified ? record.ssl : restartedSsl(record.ssl, now),
  };
}

function restartedSsl(ssl: SslRecord, now: number): SslRecord {
  return {
    ...ssl,
    status: 'initializing',
    token: randomUUID().replaceAll('-', ''),
    attempts: 0,
    dueAt: now,
    validationStartedAt: now,
    validation_errors: [],
  };
}

function stepHostname(record: HostnameRecord, { dns }: Surroundings, at: number): HostnameRecord | undefined {
  if (record.status === 'moved') return undefined;
  if (record.status === 'blocked') return { ...record, dueAt: null };
  const { hostname, ownershipToken } = record;
  const isPointing = dns.isPointing(hostname);
  const isOwned = dns.hasText(`_cf-custom-hostname.${hostname}`, ownershipToken);
  // An active hostname is held by where its requests go; the TXT record only opens the door beforehand.
  if (isPointing || (isOwned && record.status === 'pending')) {
    const dueAgain = at + REVISIT_DAYS * DAY;
    return { ...record, status: 'active', attempts: 0, verification_errors: [], dueAt: dueAgain };
  }
  if (isOwned) return { ...record, dueAt: at + REVISIT_DAYS * DAY };
  const verification_errors = ['custom hostname does not CNAME to this zone.'];
  if (record.status === 'active' || record.attempts >= RETRIES) {
    return { ...record, status: 'moved', verification_errors, dueAt: at + MOVED_DAYS * DAY };
  }
  const next = at + retrySeconds(record.attempts) * SECOND;
  return { ...record, verification_errors, attempts: record.attempts + 1, dueAt: next };
}

interface SslStep {
  readonly ssl: SslRecord;
  readonly news?: CertificateNews;
}

function stepSsl(record: HostnameRecord, around: Surroundings, at: number): SslStep {
  const { ssl } = record;
  const { delays } = around;
  switch (ssl.status) {
    case 'initializing':
      return { ssl: { ...ssl, status: 'pending_validation', dueAt: at + delays.validationMs } };
    case 'pending_validation':
      return validate(record, around, at);
    case 'pending_issuance':
      return {
        ssl: { ...ssl, status: 'pending_deployment', dueAt: at + delays.deploymentMs },
        news: { step: 'issuance', outcome: 'succeeded' },
      };
    case 'pending_deployment': {
      const expiresAt = at + CERTIFICATE_DAYS * DAY;
      const renewAt = expiresAt - RENEWAL_DAYS * DAY;
      return {
        ssl: { ...ssl, status: 'active', expiresAt, dueAt: renewAt },
        news: { step: 'deployment', outcome: 'succeeded' },
      };
    }
    case 'active':
      return renew(record, around, at);
    case 'expired':
    case 'validation_timed_out':
      return { ssl: { ...ssl, dueAt: null } };
  }
}

function validate(record: HostnameRecord, { dns, delays }: Surroundings, at: number): SslStep {
  const { ssl } = record;
  if (isValidated(record, dns)) {
    const next = { status: 'pending_issuance', dueAt: at + delays.issuanceMs } as const;
    return {
      ssl: { ...ssl, ...next, validation_errors: [] },
      news: { step: 'validation', outcome: 'succeeded' },
    };
  }
  const days = TOKEN_DAYS[ssl.certificate_authority as keyof typeof TOKEN_DAYS] ?? TOKEN_DAYS.google;
  const lastAt = ssl.validationStartedAt + days * DAY;
  const validation_errors = ['The certificate authority did not find the expected token.'];
  if (at >= lastAt) {
    const ended = { status: 'validation_timed_out', dueAt: null } as const;
    return { ssl: { ...ssl, ...ended, validation_errors }, news: { step: 'validation', outcome: 'failed' } };
  }
  const next = Math.min(at + retrySeconds(Math.min(ssl.attempts, RETRIES)) * SECOND, lastAt);
  return { ssl: { ...ssl, attempts: ssl.attempts + 1, dueAt: next, validation_errors } };
}

/** A wildcard needs DNS. Other names are always tried over HTTP too, whatever method was asked for. */
function isValidated({ hostname, ssl }: HostnameRecord, dns: Dns): boolean {
  const name = `_acme-challenge.${hostname}`;
  if (!ssl.wildcard && dns.isPointing(hostname)) return true;
  const [alias] = dns.resolve(name, 'CNAME').records;
  return dns.hasText(name, ssl.token) || alias?.data === delegationTarget(hostname);
}

export function delegationTarget(hostname: string): string {
  return `${hostname}.${DCV_LABEL}.dcv.cloudflare.com`;
}

function renew(record: HostnameRecord, { dns }: Surroundings, at: number): SslStep {
  const { ssl } = record;
  if (isValidated(record, dns)) {
    const expiresAt = at + CERTIFICATE_DAYS * DAY;
    const renewed = { ...ssl, expiresAt, dueAt: expiresAt - RENEWAL_DAYS * DAY };
    return { ssl: renewed, news: { step: 'renewal', outcome: 'succeeded' } };
  }
  const expiresAt = ssl.expiresAt ?? at;
  if (at < expiresAt) return { ssl: { ...ssl, dueAt: Math.min(at + DAY, expiresAt) } };
  return {
    ssl: { ...ssl, status: 'expired', dueAt: null },
    news: { step: 'renewal', outcome: 'failed' },
  };
}
