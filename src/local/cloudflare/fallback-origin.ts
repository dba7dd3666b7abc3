import * as z from 'zod';
import { ApiError } from './api-error.ts';
import type { ApiAnswer } from './custom-hostnames.ts';
import type { Zone } from './zone.ts';

const bodySchema = z.object({ origin: z.string().min(1) });

export function readFallbackOrigin(zone: Zone): ApiAnswer {
  return { status: 200, result: present(zone) };
}

export function writeFallbackOrigin(zone: Zone, text: string): ApiAnswer {
  const parsed = bodySchema.safeParse(parseJson(text));
  if (!parsed.success) throw new ApiError(400, 1400, 'Unable to decode the JSON request body.');
  zone.state.fallbackOrigin = { origin: parsed.data.origin, createdAt: zone.clock.now() };
  zone.save();
  return { status: 200, result: present(zone) };
}

export function deleteFallbackOrigin(zone: Zone): ApiAnswer {
  const before = present(zone);
  zone.state.fallbackOrigin = null;
  zone.save();
  return { status: 200, result: { ...before, status: 'pending_deletion' } };
}

function present({ state }: Zone): Record<string, unknown> {
  if (state.fallbackOrigin === null) {
    throw new ApiError(404, 1551, 'No fallback origin has been set for this zone.');
  }
  const { origin, createdAt } = state.fallbackOrigin;
  const at = new Date(createdAt).toISOString();
  return { origin, status: 'active', errors: [], created_at: at, updated_at: at };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
