import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Migration } from '../../src/platform/migrate.ts';

/** The migrations from their files: the Worker has them bundled. */
export async function readMigrations(of: 'registry' | 'tenant'): Promise<Migration[]> {
  const dir = join('migrations', of);
  const files = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(
    files.map(async (file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(5, -'.sql'.length),
      sql: await readFile(join(dir, file), 'utf8'),
    })),
  );
}
