import { AppError } from '../kernel/problem.ts';

/** No request of this API needs more; a booking is under 1 KiB. */
const MAX_BODY_BYTES = 64 * 1024;

/** The body as text, read no further than the limit whatever Content-Length says. */
export async function readText(request: Request, limit = MAX_BODY_BYTES): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  if (request.body === null) return '';
  // HTTP frames the body by this header: there cannot be more of it.
  if (request.headers.has('content-length')) return await request.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A JSON object; no body counts as an empty one. */
export function parseJsonObject(request: Request, text: string): Record<string, unknown> {
  if (text === '') return {};
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    throw new AppError('unsupported-media-type', 'Mandá el cuerpo como application/json.');
  }
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid-input', 'El cuerpo tiene que ser un objeto JSON.', {
      errors: [{ in: 'body', pointer: '', detail: 'Se esperaba un objeto' }],
    });
  }
  return body as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed-json', 'El cuerpo no es JSON válido.');
  }
}

function tooLarge(limit: number): AppError {
  return new AppError('payload-too-large', `El cuerpo supera los ${limit / 1024} KiB.`);
}
