import { parseArgs } from 'node:util';

/** The numbers and switches of a `show:` command; unknown ones are refused with the list of known ones. */
export function showOptions<Numbers extends Record<string, number>>(
  numbers: Numbers,
): { json: boolean } & { [Name in keyof Numbers]: number } {
  const names = Object.keys(numbers);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options: { ...options, json: { type: 'boolean', default: false } } });
  const given = values as Record<string, string | boolean | undefined>;
  const read = (name: string) => positive(name, given[name], numbers[name] ?? 0);
  return {
    json: given.json === true,
    ...Object.fromEntries(names.map((name) => [name, read(name)])),
  } as never;
}

function positive(name: string, text: string | boolean | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number above zero`);
}

/** Prints the result, as JSON if asked; the figure last. A missed bar is exit code 1. */
export function showResult(
  result: { readonly passed: boolean; readonly figure: string; readonly [field: string]: unknown },
  isJson: boolean,
): void {
  console.log(
    isJson ? JSON.stringify(result, null, 2) : `${result.passed ? 'PASS' : 'FAIL'}  ${result.figure}`,
  );
  process.exitCode = result.passed ? 0 : 1;
}
