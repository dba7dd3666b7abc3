import { join } from 'node:path';

/** The folder of package.json: everything local is found from here, whatever the working directory. */
export const projectRoot = join(import.meta.dirname, '..', '..', '..');

export const configPath = join(projectRoot, 'wrangler.toml');
