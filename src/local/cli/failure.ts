/** Exit codes, as scripts read them. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3, unfinished: 4 } as const;

export type FailureKind = Exclude<keyof typeof EXIT, 'ok'>;

interface Details {
  readonly cause?: unknown;
  /** The platform's problem+json, for `--json`. */
  readonly problem?: object;
}

/** Why a command ends without having done its work; the text says what to do. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly problem: object | undefined;

  constructor(kind: FailureKind, text: string, { cause, problem }: Details = {}) {
    super(text, { cause });
    this.name = 'Failure';
    this.kind = kind;
    this.problem = problem;
  }
}
