import { type ChunkSeal, openChunks, sealChunks } from '../../platform/sealed-chunks.ts';

/** Lines of text, compressed and sealed. */
export async function sealSnapshot(
  seal: ChunkSeal,
  lines: AsyncIterable<string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = textOf(lines).pipeThrough(new CompressionStream('gzip'));
  const parts: Uint8Array[] = [];
  for await (const part of sealChunks(seal, compressed)) parts.push(part);
  return joined(parts);
}

/** The lines again; throws when the bytes are not those that were sealed, whole and in order. */
export async function* openSnapshot(seal: ChunkSeal, sealed: Uint8Array): AsyncGenerator<string> {
  const text = streamOf(openChunks(seal, sealed))
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream());
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new Error('The snapshot ends in the middle of a line');
}

/** Each line with its end, as bytes. */
export function textOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return streamOf(ended(lines)).pipeThrough(new TextEncoderStream());
}

function streamOf<Part>(parts: AsyncIterable<Part>): ReadableStream<Part> {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream<Part>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
