import type { Command } from './command.ts';

/** Every command on a line, or one with its options. */
export function helpText(commands: readonly Command[]): string {
  const [only] = commands;
  if (commands.length === 1 && only !== undefined) return oneCommand(only);
  const calls = commands.map((command) => [callOf(command), command.summary] as const);
  const width = Math.max(...calls.map(([call]) => call.length));
  return [
    'npm run bp -- <comando> [--json] [--help]',
    '',
    ...calls.map(([call, summary]) => `  ${call.padEnd(width)}  ${summary}`),
    '',
    'Habla con la plataforma que arrancó npm start, o con la de BP_URL y BP_TOKEN.',
    'Termina con 0 si salió bien, 1 si la plataforma lo rechazó, 2 si el comando está mal escrito,',
    '3 si la plataforma no contesta, 4 si algo quedó a medias.',
  ].join('\n');
}

function oneCommand(command: Command): string {
  const options = Object.entries(command.options ?? {});
  const width = Math.max(0, ...options.map(([name]) => name.length));
  return [
    `npm run bp -- ${callOf(command)}`,
    '',
    command.summary,
    ...(options.length === 0 ? [] : ['']),
    ...options.map(([name, { help }]) => `  --${name.padEnd(width)}  ${help}`),
  ].join('\n');
}

function callOf({ name, words }: Command): string {
  return words === undefined ? name : `${name} ${words}`;
}
