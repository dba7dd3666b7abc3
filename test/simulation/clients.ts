import { AppError } from '../../src/kernel/problem.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { unpacked } from '../../src/platform/action.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { createLog } from '../../src/platform/log.ts';
import { Replay } from '../../src/platform/tenant-db.ts';
import { tenantContext } from '../../src/tenant-context.ts';
import { createIsolate, runIn } from './isolates.ts';
import type { Call } from './operation.ts';
import type { World } from './world.ts';

/** How an attempt ended for whoever made it. */
export type Result =
  | { readonly kind: 'ok'; readonly answer: unknown; readonly text: string; readonly isReplay: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown'; readonly why: string }
  /** Something that no customer should ever see. */
  | { readonly kind: 'broken'; readonly why: string };

export interface Attempt {
  readonly requestId: string;
  /** True time. */
  readonly invokedAt: number;
  readonly respondedAt: number;
  /** The clock of the isolate that served it. */
  readonly now: number;
  readonly result: Result;
}

/** What somebody wanted once, however often it was sent. */
export interface Undertaking {
  readonly id: number;
  readonly name: string;
  readonly tenant: Tenant;
  readonly call: Call;
  readonly attempts: Attempt[];
}

/** Sends one attempt over HTTP, so to speak, and says how it ended; takes as long as it takes. */
export async function attempt(world: World, undertaking: Undertaking): Promise<Attempt> {
  const { timeline, chaos, random } = world;
  const requestId = `req_${undertaking.id}_${world.nextNumber()}`;
  const isolate = world.isolate();
  const invokedAt = timeline.now;
  let now = 0;
  const result = await new Promise<Result>((resolve) => {
    const die = () =>
      timeline.after(1, 'connection lost', () => resolve({ kind: 'unknown', why: 'killed' }), OUTSIDE);
    const answer = (found: Result) => {
      isolate.onDeath.delete(die);
      const isLost = chaos.strikes('httpAnswerLost');
      const told: Result = isLost ? { kind: 'unknown', why: 'answer lost' } : found;
      timeline.after(
        isLost ? 30_000 : 10 * random.next(),
        `${undertaking.name} answered`,
        () => resolve(told),
        OUTSIDE,
      );
    };
    const arrive = () => {
      if (!isolate.isAlive) return die();
      isolate.onDeath.add(die);
      now = runIn(isolate, () => Date.now());
      void runIn(isolate, () => serve(world, undertaking, requestId)).then(answer);
    };
    timeline.after(
      10 * random.next(),
      `${undertaking.name} ${requestId} arrives at ${isolate.name}`,
      arrive,
      OUTSIDE,
    );
  });
  const made = { requestId, invokedAt, respondedAt: timeline.now, now, result };
  timeline.note(`${requestId} ${undertaking.name} → ${describe(result)}`);
  return made;
}

export function describe(result: Result): string {
  if (result.kind === 'ok') return `ok${result.isReplay ? ' (again)' : ''} ${result.text.slice(0, 60)}`;
  return `${result.kind} ${result.kind === 'refused' ? result.code : result.why}`;
}

const OUTSIDE = createIsolate('customers');

async function serve(world: World, { id, tenant, call }: Undertaking, requestId: string): Promise<Result> {
  try {
    const ctx: Ctx = tenantContext(world.env, {
      tenant,
      actor: call.actor,
      now: Date.now(),
      requestId,
      origin: `https://${tenant.canonicalHost}`,
      log: createLog('warn', { requestId, tenant: tenant.slug }),
      defer: (work) => void work.catch(() => undefined),
      idempotency: call.isRepeatable ? { key: `key-${id}`, requestHash: `hash-${id}` } : undefined,
    });
    const output = await call.run(ctx);
    const text = JSON.stringify(unpacked(output));
    return { kind: 'ok', answer: JSON.parse(text), text, isReplay: false };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Result {
  if (error instanceof Replay)
    return { kind: 'ok', answer: JSON.parse(error.answer), text: error.answer, isReplay: true };
  if (!(error instanceof AppError)) return { kind: 'broken', why: String((error as Error).stack ?? error) };
  if (error.code === 'outcome-unknown') return { kind: 'unknown', why: error.code };
  return { kind: 'refused', code: error.code };
}
