import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Api } from './operator-api.ts';
import type { Output } from './output.ts';

/** What a command is given: the words after its name, and the options that it declares. */
export interface Invocation {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly api: Api;
  readonly output: Output;
}

export interface Command {
  /** `tenant list` */
  readonly name: string;
  /** The words that follow, as help shows them: `<slug> <host>`. */
  readonly words?: string;
  readonly summary: string;
  readonly options?: Readonly<Record<string, ParseArgsOptionDescriptor & { readonly help: string }>>;
  /** What it answers is what `--json` prints. */
  run(invocation: Invocation): Promise<unknown>;
}
