const PREFIX = 'bp_live_';
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^${PREFIX}[\\w-]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * `bp_live_` + 32 random bytes in base64url + a CRC-32 of them: scanners for leaked secrets can recognise a key
 * without asking, and a mistyped one is refused without asking the database.
 */
export function formApiKey(secret: string): string {
  return `${PREFIX}${secret}${checksum(secret)}`;
}

export function hasApiKeyForm(text: string): boolean {
  if (!FORM.test(text)) return false;
  const secret = text.slice(PREFIX.length, PREFIX.length + SECRET_LENGTH);
  return text.slice(-CHECKSUM_LENGTH) === checksum(secret);
}

/** CRC-32 (ISO-HDLC) in base 36, six digits of it. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(36).padStart(7, '0').slice(-CHECKSUM_LENGTH);
}
