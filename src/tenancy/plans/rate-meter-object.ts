import { DurableObject } from 'cloudflare:workers';
import type { RateTier } from '../../kernel/plan.ts';
import { type Taken, takeCells, type WholeAt } from './rules/gcra.ts';
import { monthAt } from './rules/month.ts';

/** How much may be forgotten when the object's machine dies: the requests of so long. */
const SAVE_MS = 1_000;
const MONTHS_KEPT = 3;

interface Kept {
  readonly wholeAt: WholeAt;
  /** Requests let through, by month in UTC (`YYYY-MM`). */
  readonly requests: Readonly<Record<string, number>>;
}

export interface Wish {
  readonly tier: RateTier;
  readonly wanted: number;
  /** Requests since the last wish that were let through with what it had granted. */
  readonly used: number;
}

export interface Answer extends Taken {
  /** Milliseconds until the bucket is whole. */
  readonly wholeInMs: number;
}

/** How fast one tenant's API keys may call, and how often they did. In memory, saved a moment later: asked often. */
export class RateMeter extends DurableObject<Env> {
  #wholeAt: WholeAt;
  #requests: Record<string, number>;
  #isSaving = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const kept = ctx.storage.kv.get<Kept>('kept');
    this.#wholeAt = kept?.wholeAt ?? 0;
    this.#requests = { ...kept?.requests };
  }

  take({ tier, wanted, used }: Wish): Answer {
    const now = Date.now();
    const taken = takeCells(tier, { wholeAt: this.#wholeAt, now, wanted });
    this.#wholeAt = taken.wholeAt;
    const month = monthAt(now, 'UTC').name;
    // Whoever asks goes on itself; the rest is counted when it is told that it was used.
    this.#requests[month] = (this.#requests[month] ?? 0) + Math.min(1, taken.granted) + used;
    if (taken.granted > 0 || used > 0) this.#saveSoon();
    return { ...taken, wholeInMs: Math.max(0, taken.wholeAt - now) };
  }

  /** Requests let through in a month of UTC, `YYYY-MM`; those of the last second may still be missing. */
  countOf(month: string): number {
    return this.#requests[month] ?? 0;
  }

  #saveSoon(): void {
    if (this.#isSaving) return;
    this.#isSaving = true;
    setTimeout(() => {
      this.#isSaving = false;
      const months = Object.entries(this.#requests).toSorted().slice(-MONTHS_KEPT);
      this.#requests = Object.fromEntries(months);
      const kept: Kept = { wholeAt: this.#wholeAt, requests: this.#requests };
      // Nobody's answer waits for it.
      void this.ctx.storage.put('kept', kept, { allowUnconfirmed: true });
    }, SAVE_MS);
  }
}
