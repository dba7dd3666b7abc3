import type * as z from 'zod';
import { type Actor, isAllowed, type Permission } from '../kernel/actor.ts';
import type { Feature, Quota } from '../kernel/plan.ts';
import { AppError, type FieldError, type ProblemCode } from '../kernel/problem.ts';

declare const encoded: unique symbol;
/** JSON of an `Output` in UTF-8, for answers that are kept ready-made: made once, written as they are. */
export type Json<Output> = Uint8Array<ArrayBuffer> & { readonly [encoded]: Output };

const encoder = new TextEncoder();

export function readyMade<Output>(output: Output): Json<Output> {
  return encoder.encode(JSON.stringify(output)) as unknown as Json<Output>;
}

export function isReadyMade<Output>(output: Output | Json<Output>): output is Json<Output> {
  return output instanceof Uint8Array;
}

/** The output itself, whether it was kept ready-made or not. */
export function unpacked<Output>(output: Output | Json<Output>): Output {
  return isReadyMade(output) ? (JSON.parse(new TextDecoder().decode(output)) as Output) : output;
}

/** What of the tenant's plan a use case needs. */
export interface Wanted {
  readonly feature?: Feature;
  /** What it makes one more of. */
  readonly quota?: Quota;
}

/** Whoever acts, and for whom: only contexts of a tenant have a plan to ask. */
interface Acting {
  readonly actor: Actor;
  /** Throws when the plan does not have what is wanted. */
  admit?(context: Acting, wanted: Wanted): Promise<void>;
}

/** A use case: it cannot be declared without the permission it needs and the shapes it takes and gives. */
export interface Action<Context extends Acting, Input, Output> extends Wanted {
  /** `<slice>.<verb>`, as the audit log and the API document name it. */
  readonly name: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** The problems it may answer besides those every action has. */
  readonly problems: readonly ProblemCode[];
  run(context: Context, input: Input): Promise<Output | Json<Output>>;
}

// @__NO_SIDE_EFFECTS__
export function action<Context extends Acting, Input, Output>(
  definition: Action<Context, Input, Output>,
): Action<Context, Input, Output> {
  return definition;
}

/** Guard, parse, run: the same moves for HTTP, pages, queue and tests. Plans are asked here and nowhere else. */
export async function act<Context extends Acting, Input, Output>(
  definition: Action<Context, Input, Output>,
  context: Context,
  input: unknown,
): Promise<Output | Json<Output>> {
  if (!isAllowed(context.actor, definition.permission)) throw denied(context.actor);
  if (definition.feature !== undefined || definition.quota !== undefined) await admit(context, definition);
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  return await definition.run(context, parsed.data);
}

async function admit(context: Acting, wanted: Wanted): Promise<void> {
  if (context.admit === undefined) throw new Error('Only a tenant has a plan');
  await context.admit(context, wanted);
}

function denied(actor: Actor): AppError {
  if (actor.type === 'guest') {
    return new AppError('unauthenticated', 'Mandá una clave de API en la cabecera Authorization: Bearer.');
  }
  return new AppError('forbidden', 'La credencial no tiene permiso para esta operación.');
}

/** Where the fields are found is the HTTP layer's knowledge: it refines `in`. */
function invalidInput(error: z.ZodError): AppError {
  const errors: FieldError[] = error.issues.flatMap((issue) => {
    const path =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return path.map((steps) => ({ in: 'body' as const, pointer: pointerOf(steps), detail: issue.message }));
  });
  return new AppError('invalid-input', 'Revisá los campos indicados en errors.', { errors });
}

/** RFC 6901 */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
