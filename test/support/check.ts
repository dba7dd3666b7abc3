import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

// npm run check: everything that holds the shape of the code, two at a time; all of it offline.

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const CONFIGS = ['wrangler.toml', 'wrangler.backstage.toml'];

/** The top level is built by every other test, and what staging says is compared with production by one. */
const dryRun = (config: string): Check => ({
  name: `wrangler deploy --dry-run of ${config}`,
  command: [
    'wrangler',
    'deploy',
    '--dry-run',
    '--config',
    config,
    '--env',
    'production',
    '--outdir',
    join(tmpdir(), `barberpro-dry-${process.pid}-${config}`),
  ],
});

const checks: readonly Check[] = [
  { name: 'unit tests', command: ['vitest', 'run', '--project', 'unit', '--silent'] },
  {
    name: 'types',
    command: ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsc.tsbuildinfo'],
  },
  { name: 'format and lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'dead code', command: ['knip', '--no-config-hints'] },
  { name: 'who imports whom', command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
  ...manifest.scripts.types.split(' && ').map((command, index) => ({
    name: `Env of ${CONFIGS[index]} is generated`,
    command: [...command.split(' '), '--check'],
  })),
  ...CONFIGS.map(dryRun),
];

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: string;
}

function run(check: Check): Promise<Outcome> {
  const startedAt = performance.now();
  const [program = '', ...args] = check.command;
  const env = {
    ...process.env,
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_SEND_METRICS: 'false',
    CI: 'true',
    NO_COLOR: '1',
  };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      resolve({ check, passed: code === 0, output: Buffer.concat(chunks).toString(), seconds });
    });
  });
}

const startedAt = performance.now();
const queue = [...checks];
const failed: Outcome[] = [];
const lane = async () => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const outcome = await run(next);
    console.log(`${outcome.passed ? 'ok    ' : 'FAILED'} ${outcome.seconds.padStart(5)} s  ${next.name}`);
    if (!outcome.passed) failed.push(outcome);
  }
};
await Promise.all([lane(), lane()]);
for (const { check, output } of failed) console.log(`\n--- ${check.name}\n${output}`);
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
console.log(
  failed.length === 0 ? `check: all ${checks.length} in ${seconds} s` : `check: ${failed.length} failed`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
