import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { missingIsUndefined } from './secrets.ts';

/** A tenant's file; `brand.logoSvg` may name a drawing beside it, where the API takes the drawing itself. */
export async function readTenantFile(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch(missingIsUndefined);
  if (text === undefined) throw new Error(`No existe ${path}.`);
  const file = parseJson(path, text) as { brand?: { logoSvg?: unknown } };
  const logo = file.brand?.logoSvg;
  if (typeof logo !== 'string' || !/^[\w-]+\.svg$/.test(logo)) return file;
  return { ...file, brand: { ...file.brand, logoSvg: await readFile(join(dirname(path), logo), 'utf8') } };
}

/** Throws what names the file when its text is not JSON. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} no es JSON: ${error instanceof Error ? error.message : error}`);
  }
}
