const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * The pages of a SQLite database as a reader sees them: the file, with the committed frames of its write-ahead log laid
 * over it (sqlite.org/fileformat2.html, section 4). Whether a checkpoint has moved them makes no difference.
 */
export function databaseImage(file: Buffer, log: Buffer): Buffer {
  if (log.length <= WAL_HEADER_BYTES) return file;
  const pageBytes = log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  const committed = new Map<number, Buffer>();
  let pending = new Map<number, Buffer>();
  let pages = file.length / pageBytes;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    // Frames of an earlier round of the log.
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    pending.set(log.readUInt32BE(at), log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes));
    const pagesAfterCommit = log.readUInt32BE(at + 4);
    if (pagesAfterCommit === 0) continue;
    for (const [page, bytes] of pending) committed.set(page, bytes);
    pending = new Map();
    pages = pagesAfterCommit;
  }
  const image = Buffer.alloc(pages * pageBytes);
  file.copy(image);
  for (const [page, bytes] of committed) if (page <= pages) bytes.copy(image, (page - 1) * pageBytes);
  return image;
}
