import { fromBase64, randomBytes, toBase64 } from '../../platform/secrets.ts';

const PREFIX = 'whsec_';
const encoder = new TextEncoder();

/** A signing secret in the form of Standard Webhooks: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + toBase64(randomBytes(32));
}

export interface WebhookMessage {
  readonly id: string;
  /** Unix seconds of the attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of Standard Webhooks 1.0.0: `v1` is HMAC-SHA256 of `id.timestamp.body`, in base64. */
export async function webhookHeaders(
  secret: string,
  message: WebhookMessage,
): Promise<Record<string, string>> {
  const keyBytes = fromBase64(secret.slice(PREFIX.length));
  const key = await crypto.subtle.importKey('raw', keyBytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const signed = encoder.encode(`${message.id}.${message.timestamp}.${message.body}`);
  const signature = toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
