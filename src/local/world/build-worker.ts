import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, extname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gzipSync } from 'node:zlib';
import { configPath, projectRoot, type WorkerName } from './project.ts';

export interface BuildOptions {
  /** Where the bundle goes; emptied first. */
  outDir: string;
  /** Without it the one that answers tenants. */
  worker?: WorkerName;
  /** The entry file; without it the `main` of its configuration. */
  entry?: string;
  /** The wrangler environment; without it the top level. */
  env?: 'staging' | 'production';
}

export interface Bundle {
  dir: string;
  /** File name of the main module inside `dir`. */
  main: string;
  /** File names of every module that would be uploaded, main first. */
  modules: string[];
  /** Of the main module: what a cold start has to compile. */
  rawBytes: number;
  gzipBytes: number;
}

/** Both Workers of a platform. */
export type Bundles = Readonly<Record<WorkerName, Bundle>>;

/**
 * @param outDir gets a folder for each
 * @param built what need not be built again
 */
export async function buildWorkers(outDir: string, built: Partial<Bundles> = {}): Promise<Bundles> {
  const [tenants, backstage] = await Promise.all([
    built.tenants ?? buildWorker({ outDir: join(outDir, 'tenants') }),
    built.backstage ?? buildWorker({ outDir: join(outDir, 'backstage'), worker: 'backstage' }),
  ]);
  return { tenants, backstage };
}

/** What an earlier `buildWorkers` left in the folder. */
export async function readBundles(outDir: string): Promise<Bundles> {
  const [tenants, backstage] = await Promise.all([
    readBundle(join(outDir, 'tenants')),
    readBundle(join(outDir, 'backstage')),
  ]);
  return { tenants, backstage };
}

/** Builds the bundle exactly as a deploy would (wrangler's dry run), without touching the network. */
export async function buildWorker(options: BuildOptions): Promise<Bundle> {
  await rm(options.outDir, { recursive: true, force: true });
  await mkdir(options.outDir, { recursive: true });
  await runWrangler(dryRunArguments(options));
  return await readBundle(options.outDir);
}

function dryRunArguments(options: BuildOptions): string[] {
  const entry = options.entry === undefined ? [] : [options.entry];
  return [
    'deploy',
    ...entry,
    '--dry-run',
    '--config',
    configPath(options.worker ?? 'tenants'),
    '--outdir',
    options.outDir,
    '--env',
    options.env ?? '',
  ];
}

function runWrangler(args: string[]): Promise<void> {
  const wrangler = join(
    createRequire(import.meta.url).resolve('wrangler/package.json'),
    '..',
    'bin',
    'wrangler.js',
  );
  const child = spawn(process.execPath, [wrangler, ...args], {
    cwd: projectRoot,
    env: {
      ...process.env,
      NO_COLOR: '1',
      CI: '1',
      WRANGLER_HIDE_BANNER: 'true', // also skips the look-up of newer versions
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_WRITE_LOGS: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(buildFailure(said)))));
  });
}

function buildFailure(said: Buffer[]): string {
  const text = stripVTControlCharacters(Buffer.concat(said).toString('utf8')).trim();
  return `The Worker does not build:\n\n${text}`;
}

async function readBundle(dir: string): Promise<Bundle> {
  const names = (await readdir(dir))
    .filter((name) => extname(name) !== '.map' && name !== 'README.md')
    .sort();
  const main = names.find((name) => extname(name) === '.js');
  if (main === undefined) {
    throw new Error(`The build left no script in ${basename(dir)}.`);
  }
  const modules = [main, ...names.filter((name) => name !== main)];
  const script = await readFile(join(dir, main));
  return {
    dir,
    main,
    modules,
    rawBytes: script.length,
    gzipBytes: gzipSync(script).length,
  };
}
