import { readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { missingIsUndefined, writePrivateJson } from './secrets.ts';

const runningSchema = z.object({ node: z.int(), workerd: z.int() });

/** Notes which processes use a data directory. */
export async function markRunning(path: string, workerd: number | undefined): Promise<void> {
  await writePrivateJson(path, { node: process.pid, workerd: workerd ?? 0 });
}

export async function unmarkRunning(path: string): Promise<void> {
  await rm(path, { force: true });
}

/**
 * Refuses a data directory that another world uses, and ends the workerd that a killed world left behind:
 * two of them must never write the same Durable Objects.
 */
export async function claimDataDir(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(missingIsUndefined);
  const { node, workerd } =
    text === undefined ? { node: 0, workerd: 0 } : runningSchema.parse(JSON.parse(text));
  if (await isRunning(node, 'node')) {
    const where = path.replace(/\/[^/]*$/, '');
    throw new Error(
      `${where} is in use by process ${node}. Stop it first, or choose another: DATA_DIR=... npm start`,
    );
  }
  for (let signalled = false; await isRunning(workerd, 'workerd'); signalled = true) {
    if (!signalled) {
      process.kill(workerd, 'SIGKILL');
    }
    await delay(20);
  }
}

/** By command line, because a process number may have been given to a stranger since. Linux only. */
async function isRunning(pid: number, program: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0', 1)[0]?.split('/').at(-1) === program;
}
