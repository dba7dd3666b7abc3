import { parseArgs } from 'node:util';
import { backupCommands } from './backup-commands.ts';
import type { Command } from './command.ts';
import { doctorCommands } from './doctor-commands.ts';
import { domainCommands } from './domain-commands.ts';
import { EXIT, Failure } from './failure.ts';
import { helpText } from './help.ts';
import { migrateCommands } from './migrate-commands.ts';
import { onboardingCommands } from './onboarding-commands.ts';
import { findPlatform, operatorApi } from './operator-api.ts';
import { createOutput } from './output.ts';
import { planCommands } from './plan-commands.ts';
import { seedCommands } from './seed-commands.ts';
import { tenantCommands } from './tenant-commands.ts';

// npm run bp -- <command>: what operators do, over the operator API, here or on a deployed platform.

const COMMANDS: readonly Command[] = [
  ...tenantCommands,
  ...onboardingCommands,
  ...domainCommands,
  ...planCommands,
  ...migrateCommands,
  ...backupCommands,
  ...seedCommands,
  ...doctorCommands,
];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json');
  try {
    const answer = await runCommand(args, isJson);
    if (isJson) console.log(JSON.stringify(answer));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (isJson) console.log(JSON.stringify({ error: error.kind, detail: error.message, ...error.problem }));
    else console.error(error.message);
    return EXIT[error.kind];
  }
}

async function runCommand(args: readonly string[], isJson: boolean): Promise<unknown> {
  const command = findCommand(args);
  const isHelp = args.length === 0 || args.includes('--help') || args[0] === 'help';
  if (isHelp) return console.log(helpText(command === undefined ? COMMANDS : [command]));
  if (command === undefined) {
    const known = COMMANDS.map(({ name }) => name).join(', ');
    throw new Failure('usage', `No existe ese comando. Los que hay: ${known}.`);
  }
  const { values, positionals } = parse(command, args.slice(command.name.split(' ').length));
  const needed = (command.words ?? '').match(/<[^>]+>/g)?.length ?? 0;
  if (positionals.length < needed) throw new Failure('usage', `Falta algo.\n${helpText([command])}`);
  return await command.run({
    words: positionals,
    options: values as Record<string, string | boolean | undefined>,
    api: operatorApi(await findPlatform(process.env)),
    output: createOutput(process.stdout, isJson),
  });
}

/** The longest name that the words begin with. */
function findCommand(args: readonly string[]): Command | undefined {
  const words = args.filter((word) => !word.startsWith('-'));
  return COMMANDS.filter(({ name }) =>
    name.split(' ').every((part, index) => words[index] === part),
  ).toSorted((a, b) => b.name.length - a.name.length)[0];
}

function parse({ options = {}, name }: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Failure('usage', `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
