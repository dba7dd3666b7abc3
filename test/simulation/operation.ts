import { type Actor, SCOPES } from '../../src/kernel/actor.ts';
import { type Action, act } from '../../src/platform/action.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { type Shop, type ShownTime, type SubjectStretch, timesShown } from './shop.ts';

/** What an operation does to the agenda, for those who watch. */
export type Effect =
  | {
      readonly kind: 'take';
      /** What it wanted, as far as it said of whom. */
      readonly wished: readonly SubjectStretch[];
      readonly supersedes?: string;
      readonly timesOf: (answer: never) => readonly SubjectStretch[];
    }
  | {
      readonly kind: 'move';
      readonly ownerId: string;
      readonly wished: readonly SubjectStretch[];
      readonly timesOf: (answer: never) => readonly SubjectStretch[];
    }
  | { readonly kind: 'free'; readonly ownerId: string }
  | {
      readonly kind: 'look';
      readonly ownerId: string;
      readonly timesOf: (answer: never) => readonly SubjectStretch[];
    }
  | { readonly kind: 'list'; readonly timesOf: (answer: never) => readonly SubjectStretch[] }
  /** Several owners, or one of whom its client does not learn everything: watched in the database alone. */
  | { readonly kind: 'other'; readonly touches: readonly string[] };

/** One thing that somebody does. */
export interface Call {
  readonly actor: Actor;
  /** Carries an Idempotency-Key, so that it can be sent again. */
  readonly isRepeatable: boolean;
  /** Writes one commit for each of several bookings, and says for each how it went. */
  readonly isManifold?: boolean;
  /** Epoch milliseconds before which it is not sent. */
  readonly notBefore?: number;
  readonly run: (ctx: Ctx) => Promise<unknown>;
  readonly effect: Effect;
  /** What its customer knows from the answer. */
  readonly learn?: (answer: never) => void;
}

export interface Operation {
  readonly name: string;
  readonly weight: number;
  /** The actions that it drives, by name. */
  readonly drives: readonly string[];
  /** Undefined when there is nothing to do it with. */
  readonly prepare: (shop: Shop) => Call | undefined;
}

export const GUEST: Actor = { type: 'guest' };
export const PARTNER: Actor = { type: 'api-key', keyId: 'key_partner', scopes: SCOPES };

export function operation<Input, Output>(
  name: string,
  weight: number,
  how: {
    readonly action: Action<Ctx, Input, Output>;
    readonly prepare: (
      shop: Shop,
    ) =>
      | (Omit<Call, 'run' | 'isRepeatable'> & { readonly input: object; readonly isRepeatable?: boolean })
      | undefined;
  },
): Operation {
  return {
    name,
    weight,
    drives: [how.action.name],
    prepare(shop) {
      const prepared = how.prepare(shop);
      if (prepared === undefined) return undefined;
      const { input, ...call } = prepared;
      return { isRepeatable: false, ...call, run: (ctx) => act(how.action, ctx, input) };
    },
  };
}

export function learnBooking(shop: Shop, { id, pending }: ShownTime): void {
  shop.bookings.push(id);
  if (pending != null) shop.pending.push(id);
}

/** The latest are the likeliest: that is where several meet. */
export function some<T>({ random }: Shop, items: readonly T[]): T | undefined {
  if (items.length === 0) return undefined;
  return random.chance(0.6) ? random.pick(items.slice(-2)) : random.pick(items);
}

export function shownBy(shop: Shop) {
  return (answer: ShownTime) => (answer.status === 'cancelled' ? [] : timesShown(shop.catalog, answer));
}
