import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

export interface LiveListener {
  close(): void;
}

/** A WebSocket to a tenant's live feed, by Host (the built-in client cannot choose it). Text frames from the server only. */
export function listenLive(
  url: string,
  host: string,
  onMessage: (text: string, at: number) => void,
): Promise<LiveListener> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL('/api/v1/live', url).href, {
      headers: {
        host,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    });
    outgoing.once('upgrade', (_, socket) => {
      readFrames(socket, onMessage);
      resolve({ close: () => socket.destroy() });
    });
    outgoing.once('response', ({ statusCode }) => reject(new Error(`No WebSocket: ${statusCode}`)));
    outgoing.once('error', reject);
    outgoing.end();
  });
}

/** RFC 6455 section 5.2: a server's frames are not masked, and these are shorter than 64 KiB. */
function readFrames(socket: Duplex, onMessage: (text: string, at: number) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const at = performance.now();
    buffered = Buffer.concat([buffered, chunk]);
    for (let frame = takeFrame(buffered); frame !== undefined; frame = takeFrame(buffered)) {
      buffered = frame.rest;
      if (frame.opcode === 1) onMessage(frame.payload.toString('utf8'), at);
    }
  });
}

function takeFrame(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1);
  const begin = short === 126 ? 4 : 2;
  if (bytes.length < begin) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < begin + length) return undefined;
  const payload = bytes.subarray(begin, begin + length);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, rest: bytes.subarray(begin + length) };
}
