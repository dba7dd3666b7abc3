/** `BPB1`: the form of what follows; then an id of the key, so that keys can rotate, and a random prefix of all IVs. */
const MAGIC = new TextEncoder().encode('BPB1k1');
const PREFIX_BYTES = 7;
const HEADER_BYTES = MAGIC.length + PREFIX_BYTES;
const LENGTH_BYTES = 4;
const TAG_BYTES = 16;
const CHUNK_BYTES = 256 * 1024;

/** A key and what the sealed bytes are: who opens them must name the same. */
export interface ChunkSeal {
  readonly key: CryptoKey;
  readonly context: string;
}

/**
 * Seals bytes of any length with AES-256-GCM, chunk by chunk (the STREAM construction of Hoang, Reyhanitabar, Rogaway
 * and Vizár, 2015): the IV of each chunk holds its place and whether it is the last, so that chunks which are altered,
 * moved, left out, added, or taken from something else do not open.
 */
export async function* sealChunks(
  seal: ChunkSeal,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(MAGIC);
  header.set(crypto.getRandomValues(new Uint8Array(PREFIX_BYTES)), MAGIC.length);
  yield header;
  let place = 0;
  for await (const { bytes, isLast } of inChunks(plain)) {
    const how = algorithm(seal, header, { place, isLast });
    const sealed = new Uint8Array(await crypto.subtle.encrypt(how, seal.key, bytes));
    const framed = new Uint8Array(LENGTH_BYTES + sealed.length);
    new DataView(framed.buffer).setUint32(0, sealed.length);
    framed.set(sealed, LENGTH_BYTES);
    yield framed;
    place++;
  }
}

/** Throws when the bytes are not what was sealed under this key and context, whole and in order. */
export async function* openChunks(
  seal: ChunkSeal,
  sealed: Uint8Array,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const header = sealed.slice(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || MAGIC.some((byte, index) => header[index] !== byte)) {
    throw new Error('Not sealed by this platform');
  }
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  let at = HEADER_BYTES;
  for (let place = 0, isLast = false; !isLast; place++) {
    if (at + LENGTH_BYTES > sealed.length) throw new Error('The sealed bytes end too soon');
    const end = at + LENGTH_BYTES + view.getUint32(at);
    if (end > sealed.length || end - at < LENGTH_BYTES + TAG_BYTES) {
      throw new Error('The sealed bytes end too soon');
    }
    isLast = end === sealed.length;
    const how = algorithm(seal, header, { place, isLast });
    yield new Uint8Array(await crypto.subtle.decrypt(how, seal.key, sealed.slice(at + LENGTH_BYTES, end)));
    at = end;
  }
}

interface Place {
  readonly place: number;
  readonly isLast: boolean;
}

function algorithm({ context }: ChunkSeal, header: Uint8Array, { place, isLast }: Place) {
  const iv = new Uint8Array(12);
  iv.set(header.slice(MAGIC.length));
  new DataView(iv.buffer).setUint32(PREFIX_BYTES, place);
  iv[11] = isLast ? 1 : 0;
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(context) };
}

/** Of the same size but for the last, which may be empty: only then is it known to be the last. */
async function* inChunks(
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array<ArrayBuffer>; isLast: boolean }> {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  for await (const piece of plain) {
    for (let from = 0; from < piece.length; ) {
      if (filled === CHUNK_BYTES) {
        yield { bytes: chunk, isLast: false };
        chunk = new Uint8Array(CHUNK_BYTES);
        filled = 0;
      }
      const part = piece.subarray(from, from + CHUNK_BYTES - filled);
      chunk.set(part, filled);
      filled += part.length;
      from += part.length;
    }
  }
  yield { bytes: chunk.slice(0, filled), isLast: true };
}
