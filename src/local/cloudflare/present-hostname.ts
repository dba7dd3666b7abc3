import { delegationTarget } from './hostname-life.ts';
import type { HostnameRecord } from './records.ts';

/** A custom hostname as the API and the webhooks show it. */
export function presentHostname(record: HostnameRecord): Record<string, unknown> {
  const { id, hostname, createdAt, status, ownershipToken, verification_errors } = record;
  return {
    id,
    hostname,
    created_at: new Date(createdAt).toISOString(),
    status,
    ...(verification_errors.length > 0 && { verification_errors }),
    ...(status !== 'active' && {
      ownership_verification: {
        type: 'txt',
        name: `_cf-custom-hostname.${hostname}`,
        value: ownershipToken,
      },
      ownership_verification_http: {
        http_url: `http://${hostname}/.well-known/cf-custom-hostname-challenge/${id}`,
        http_body: ownershipToken,
      },
    }),
    ssl: presentSsl(record),
  };
}

function presentSsl({ hostname, ssl }: HostnameRecord): Record<string, unknown> {
  const { id, status, type, method, settings, bundle_method, wildcard, certificate_authority } = ssl;
  const isAsked = status === 'pending_validation' || status === 'validation_timed_out';
  return {
    id,
    status,
    type,
    method,
    settings,
    bundle_method,
    wildcard,
    certificate_authority,
    ...(ssl.expiresAt !== null && { expires_on: new Date(ssl.expiresAt).toISOString() }),
    dcv_delegation_records: [
      { cname: `_acme-challenge.${hostname}`, cname_target: delegationTarget(hostname) },
    ],
    ...(isAsked && { validation_records: [validationRecord(hostname, ssl)] }),
    ...(ssl.validation_errors.length > 0 && {
      validation_errors: ssl.validation_errors.map((message) => ({ message })),
    }),
  };
}

function validationRecord(
  hostname: string,
  { method, token }: HostnameRecord['ssl'],
): Record<string, unknown> {
  const status = 'pending';
  if (method !== 'http') return { status, txt_name: `_acme-challenge.${hostname}`, txt_value: token };
  return {
    status,
    http_url: `http://${hostname}/.well-known/acme-challenge/${token}`,
    http_body: token,
  };
}
