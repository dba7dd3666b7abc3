import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import type { Random } from './random.ts';

const TAG_BYTES = 16;

interface RawKey {
  readonly raw: Uint8Array;
}

interface GcmParams {
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}

/**
 * The part of Web Crypto that the platform uses, with the same results, but answered at once: the real one answers
 * from other threads, at moments that no seed decides. Random bytes come from the seed.
 */
export function syncCrypto(random: Random): Pick<Crypto, 'getRandomValues' | 'subtle'> {
  const subtle = {
    importKey: async (_format: string, raw: Uint8Array): Promise<RawKey> => ({ raw: new Uint8Array(raw) }),
    async deriveKey(params: { salt: Uint8Array; info: Uint8Array }, { raw }: RawKey): Promise<RawKey> {
      return { raw: new Uint8Array(hkdfSync('sha256', raw, params.salt, params.info, 32)) };
    },
    sign: async (_name: string, { raw }: RawKey, text: Uint8Array) =>
      createHmac('sha256', raw).update(text).digest(),
    digest: async (_name: string, text: Uint8Array) => createHash('sha256').update(text).digest(),
    async encrypt({ iv, additionalData }: GcmParams, { raw }: RawKey, text: Uint8Array) {
      const cipher = createCipheriv('aes-256-gcm', raw, iv).setAAD(additionalData);
      return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    },
    async decrypt({ iv, additionalData }: GcmParams, { raw }: RawKey, sealed: Uint8Array) {
      const decipher = createDecipheriv('aes-256-gcm', raw, iv).setAAD(additionalData);
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      return Buffer.concat([
        decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)),
        decipher.final(),
      ]);
    },
  };
  return {
    subtle: subtle as unknown as SubtleCrypto,
    getRandomValues<T>(bytes: T): T {
      random.fill(bytes as Uint8Array);
      return bytes;
    },
  };
}
