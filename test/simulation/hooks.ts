import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { isolateMap } from './isolates.ts';

/** Text of a file that is to be read as another text. */
export interface Patch {
  /** From the project's root: `src/…` or `migrations/…`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const ROOT = new URL('../../', import.meta.url).href;
const STUBS = new Map([
  ['cloudflare:workers', new URL('cloudflare-workers.ts', import.meta.url).href],
  ['@libsql/client/http', new URL('libsql-client.ts', import.meta.url).href],
]);

/** Of the query builder: which class is of which kind, asked millions of times, is found out once. */
const REMEMBERED_KINDS: Patch = {
  file: 'entity.js',
  find: 'function is(value, type) {',
  replace: `const known = new WeakMap();
function is(value, type) {
  if (!value || typeof value !== "object") return false;
  const constructor = Object.getPrototypeOf(value)?.constructor;
  if (!constructor || !Object.prototype.hasOwnProperty.call(type, entityKind)) return findOut(value, type);
  let kinds = known.get(constructor);
  if (kinds === undefined) known.set(constructor, (kinds = new Map()));
  let answer = kinds.get(type);
  if (answer === undefined) kinds.set(type, (answer = findOut(value, type)));
  return answer;
}
function findOut(value, type) {`,
};

/** What modules remember from one request to the next belongs to their isolate; what they only compute need not. */
const REMEMBERS = /^src\/(agenda|tenancy\/tenants|partners|platform\/nudge-relay)/;
const MEMORY = /^const (\w+) = new Map</gm;

/**
 * Loads the platform's modules as the simulation needs them: over the stand-ins for runtime and database client,
 * with memory that belongs to an isolate, and with the given texts changed. Call it before any of them is imported.
 */
export function loadPlatformWith(patches: readonly Patch[]): void {
  Object.assign(globalThis, { isolateMap });
  registerHooks({
    resolve(specifier, context, next) {
      const stub = STUBS.get(specifier);
      const isOurs = context.parentURL?.startsWith(`${ROOT}src/`) === true;
      return stub !== undefined && isOurs
        ? { url: stub, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context);
    },
    load(url, context, next) {
      if (url.endsWith('.tsx')) return { format: 'module', source: drawn(url), shortCircuit: true };
      const loaded = next(url, context);
      if (url.endsWith('/drizzle-orm/entity.js'))
        return { ...loaded, source: patched('entity.js', String(loaded.source), [REMEMBERED_KINDS]) };
      if (!url.startsWith(`${ROOT}src/`)) return loaded;
      const file = url.slice(ROOT.length);
      const text = patched(file, String(loaded.source), patches);
      return { ...loaded, source: REMEMBERS.test(file) ? withOwnMemory(file, text) : text };
    },
  });
}

/** What draws pages and mails: Node takes the types away, but knows nothing of elements. */
function drawn(url: string): string {
  const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
    },
  });
  return code;
}

function withOwnMemory(file: string, text: string): string {
  return text
    .replaceAll(MEMORY, (_, name) => `const ${name} = globalThis.isolateMap('${file} ${name}') as Map<`)
    .replaceAll(/(globalThis\.isolateMap\('[^']*'\) as Map<.*>)\(\);$/gm, '$1;');
}

/** Fails when there is nothing to patch: a planted bug that is not there would be found by nobody. */
export function patched(file: string, text: string, patches: readonly Patch[]): string {
  return patches
    .filter((patch) => patch.file === file)
    .reduce((before, { find, replace }) => {
      if (!before.includes(find)) throw new Error(`${file} has no such text to patch: ${find}`);
      return before.replaceAll(find, () => replace);
    }, text);
}

export function pathOf(file: string): string {
  return fileURLToPath(`${ROOT}${file}`);
}
