import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** The workerd processes that one runtime started; Miniflare keeps its own to itself. */
export interface WorkerdProcesses {
  spawned: { child: ChildProcess; at: number }[];
}

const current = new AsyncLocalStorage<WorkerdProcesses>();
let isListening = false;

/** Runs `start` and remembers every process it spawns, also later ones (a restart after a crash). */
export function rememberProcesses<T>(start: () => T): { processes: WorkerdProcesses; result: T } {
  if (!isListening) {
    isListening = true;
    subscribe('child_process', rememberProcess);
  }
  const processes: WorkerdProcesses = { spawned: [] };
  return { processes, result: current.run(processes, start) };
}

export function workerdPid(processes: WorkerdProcesses): number | undefined {
  const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
  return processes.spawned.findLast(({ child }) => isAlive(child) && isWorkerd(child))?.child.pid;
}

/** When the last workerd was spawned, on the clock of `performance.now()`. */
export function workerdStartedAt(processes: WorkerdProcesses): number {
  return processes.spawned.findLast(({ child }) => isWorkerd(child))?.at ?? Number.NaN;
}

function isWorkerd(child: ChildProcess): boolean {
  return child.spawnfile.includes('workerd');
}

function rememberProcess(message: unknown): void {
  if (isSpawnMessage(message)) {
    current.getStore()?.spawned.push({ child: message.process, at: performance.now() });
  }
}

function isSpawnMessage(message: unknown): message is { process: ChildProcess } {
  return typeof message === 'object' && message !== null && 'process' in message;
}
