import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const secretsSchema = z.strictObject({
  masterKey: z.base64(),
  operatorToken: z.string().min(32),
  /** What notifications about own domains carry. */
  cloudflareWebhookSecret: z.string().min(24).optional(),
  registry: z.strictObject({ hostname: z.string(), token: z.string() }).optional(),
});

/** What the local world must remember between starts and nobody else may read. */
export type LocalSecrets = z.infer<typeof secretsSchema>;

/** Reads the secrets of a data directory, or makes new ones when it has none. */
export async function loadSecrets(path: string): Promise<LocalSecrets> {
  const text = await readFile(path, 'utf8').catch(missingIsUndefined);
  return text === undefined ? newSecrets() : secretsSchema.parse(JSON.parse(text));
}

export async function saveSecrets(path: string, secrets: LocalSecrets): Promise<void> {
  await writePrivateJson(path, secrets);
}

/** Writes JSON that only its owner may read. */
export async function writePrivateJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

/** For `catch`: a file that does not exist yet is no error. */
export function missingIsUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return undefined;
  }
  throw error;
}

function newSecrets(): LocalSecrets {
  return {
    masterKey: randomBytes(32).toString('base64'),
    operatorToken: `op_${randomBytes(24).toString('base64url')}`,
  };
}
