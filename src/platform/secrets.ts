const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a derived key may be used for: a key made for one purpose opens nothing of another. */
type Purpose =
  | 'seal'
  | 'backup'
  | 'manage-link'
  | 'api-key'
  | 'import'
  | 'calendar-link'
  | 'mail-sender'
  | 'invitation';

export interface SealContext {
  readonly tenantId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

const derivedKeys = new Map<string, CryptoKey>();
const KEY_ID = 'k1';

/**
 * AES-256-GCM with a random 96-bit IV; the context is authenticated, so a ciphertext moved to another row or
 * tenant does not open. Form: `k1.<iv>.<ciphertext>`, base64url, key id first so that keys can rotate.
 */
export async function seal(masterKey: string, plaintext: string, context: SealContext): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await deriveKey(masterKey, 'seal', context.tenantId);
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: authenticated(context) },
    key,
    encoder.encode(plaintext),
  );
  return `${KEY_ID}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(ciphertext))}`;
}

/** Throws when the ciphertext was altered, moved, or sealed by another master key. */
export async function unseal(masterKey: string, sealed: string, context: SealContext): Promise<string> {
  const [keyId, iv, ciphertext] = sealed.split('.');
  if (keyId !== KEY_ID || iv === undefined || ciphertext === undefined) throw new Error('Not a sealed value');
  const key = await deriveKey(masterKey, 'seal', context.tenantId);
  const plaintext = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: fromBase64Url(iv), additionalData: authenticated(context) },
    key,
    fromBase64Url(ciphertext),
  );
  return decoder.decode(plaintext);
}

/** HMAC-SHA256 under a key derived for this purpose and tenant, as base64url. */
export async function sign(
  masterKey: string,
  purpose: Exclude<Purpose, 'seal' | 'backup'>,
  message: SignedMessage,
): Promise<string> {
  const key = await deriveKey(masterKey, purpose, message.tenantId);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(message.text));
  return toBase64Url(new Uint8Array(signature));
}

export interface SignedMessage {
  readonly tenantId: string;
  readonly text: string;
}

/** The key under which a tenant's backups are sealed: AES-256-GCM. */
export async function backupKey(masterKey: string, tenantId: string): Promise<CryptoKey> {
  return await deriveKey(masterKey, 'backup', tenantId);
}

/** Compares in constant time; unequal lengths are unequal. */
export function isSame(a: string, b: string): boolean {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/** SHA-256 as lower-case hex. */
export async function digest(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function authenticated(context: SealContext): Uint8Array {
  return encoder.encode([context.tenantId, context.table, context.column, context.rowId].join('|'));
}

/** HKDF-SHA256 (RFC 5869) from the master key; kept per isolate, because derivation costs more than its use. */
async function deriveKey(masterKey: string, purpose: Purpose, tenantId: string): Promise<CryptoKey> {
  const name = `${masterKey}|${purpose}|${tenantId}`;
  const known = derivedKeys.get(name);
  if (known !== undefined) return known;
  const derived = await derive(masterKey, purpose, tenantId);
  if (derivedKeys.size > 5_000) derivedKeys.clear();
  derivedKeys.set(name, derived);
  return derived;
}

async function derive(masterKey: string, purpose: Purpose, tenantId: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', fromBase64(masterKey), 'HKDF', false, ['deriveKey']);
  const isForSealing = purpose === 'seal' || purpose === 'backup';
  const algorithm = isForSealing
    ? { name: 'AES-GCM', length: 256 }
    : { name: 'HMAC', hash: 'SHA-256', length: 256 };
  return await crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: encoder.encode(tenantId),
      info: encoder.encode(`barberpro/${purpose}`),
    },
    material,
    algorithm,
    false,
    isForSealing ? ['encrypt', 'decrypt'] : ['sign'],
  );
}
