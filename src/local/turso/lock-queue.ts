/** Streams that wait for another stream's write transaction on the same database to end. */
export interface LockQueue {
  /** Resolves when a lock was let go, or after a short while in case a foreign process held it. */
  wait(timeoutMs: number): Promise<void>;
  release(): void;
}

const POLL_MS = 500;

export function createLockQueue(): LockQueue {
  let waiting: (() => void)[] = [];
  return {
    wait(timeoutMs) {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(timeoutMs, POLL_MS));
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    release() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}
