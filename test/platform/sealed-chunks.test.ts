import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChunkSeal, openChunks, sealChunks } from '../../src/platform/sealed-chunks.ts';
import { backupKey } from '../../src/platform/secrets.ts';

const MASTER_KEY = Buffer.alloc(32, 3).toString('base64');
const CHUNK = 256 * 1024;
const HEADER = 13;

async function sealFor(tenantId: string, context = 'one'): Promise<ChunkSeal> {
  return { key: await backupKey(MASTER_KEY, tenantId), context };
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function sealed(seal: ChunkSeal, bytes: Uint8Array, size = 50_000): Promise<Uint8Array[]> {
  return await Array.fromAsync(sealChunks(seal, inPieces(bytes, size)));
}

async function opened(seal: ChunkSeal, bytes: Uint8Array): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(openChunks(seal, bytes)));
}

const text = Buffer.alloc(3 * CHUNK + 17, 'turno ');

describe('sealed chunks', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])(
    'open again, %i bytes',
    async (length) => {
      const seal = await sealFor('tnt_a');
      const bytes = text.subarray(0, length);
      const parts = await sealed(seal, bytes, 99_991);
      expect(Buffer.compare(await opened(seal, Buffer.concat(parts)), bytes)).toBe(0);
    },
  );

  it('say nothing of what is in them, and never the same twice', async () => {
    const seal = await sealFor('tnt_a');
    const [first, second] = [
      Buffer.concat(await sealed(seal, text)),
      Buffer.concat(await sealed(seal, text)),
    ];
    expect(first.includes('turno')).toBe(false);
    expect(first.equals(second)).toBe(false);
  });

  it('open for nobody else and as nothing else', async () => {
    const bytes = Buffer.concat(await sealed(await sealFor('tnt_a'), text));
    await expect(opened(await sealFor('tnt_b'), bytes)).rejects.toThrow();
    await expect(opened(await sealFor('tnt_a', 'another'), bytes)).rejects.toThrow();
  });

  it('do not open when a single bit is another', async () => {
    const seal = await sealFor('tnt_a');
    const bytes = Buffer.concat(await sealed(seal, text.subarray(0, CHUNK + 100)));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        await expect(opened(seal, altered)).rejects.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  it('do not open when they are cut off anywhere, also between two chunks, or have more behind them', async () => {
    const seal = await sealFor('tnt_a');
    const parts = await sealed(seal, text);
    const bytes = Buffer.concat(parts);
    const betweenChunks = HEADER + (parts[1]?.length ?? 0);
    for (const end of [
      0,
      HEADER - 1,
      HEADER,
      HEADER + 3,
      betweenChunks,
      betweenChunks + 2,
      bytes.length - 1,
    ]) {
      await expect(opened(seal, bytes.subarray(0, end))).rejects.toThrow();
    }
    await expect(opened(seal, Buffer.concat([bytes, Buffer.alloc(1)]))).rejects.toThrow();
    await expect(opened(seal, Buffer.concat([bytes, ...parts.slice(-1)]))).rejects.toThrow();
  });

  it('do not open when chunks are moved, left out, doubled, or come from another sealing', async () => {
    const seal = await sealFor('tnt_a');
    const [header = new Uint8Array(), one, two, three, last] = await sealed(seal, text);
    const [, strange] = await sealed(seal, text);
    const orders = [
      [two, one, three, last],
      [one, three, last],
      [one, one, two, three, last],
      [strange, two, three, last],
      [last],
    ];
    for (const order of orders) {
      await expect(
        opened(seal, Buffer.concat([header, ...order.map((part) => part ?? header)])),
      ).rejects.toThrow();
    }
  });
});
