const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Width and height in pixels, as the first chunk of a PNG says (ISO/IEC 15948); undefined when it is none. */
export function pngSize(bytes: Uint8Array): readonly [number, number] | undefined {
  if (bytes.length < 33 || SIGNATURE.some((byte, index) => bytes[index] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const isHeader = view.getUint32(8) === 13 && view.getUint32(12) === 0x49_48_44_52;
  return isHeader ? [view.getUint32(16), view.getUint32(20)] : undefined;
}
