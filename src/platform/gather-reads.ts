/**
 * One read for everybody who asks for the same thing at the same time. A read that is under way is never joined,
 * because it may have begun before the asker's own last write: who comes while it runs shares the next one, which
 * begins after all of them have asked. So an answer is as fresh as a read of one's own.
 */
export interface Gathering<Value> {
  /**
   * @param defer keeps the reader's request alive for the others when its own client goes away
   */
  read(key: string, read: () => Promise<Value>, defer: (work: Promise<unknown>) => void): Promise<Value>;
}

interface Lane<Value> {
  /** Settles, and never rejects, when the read under way is over. */
  readonly underWay: Promise<unknown>;
  next?: Promise<Value>;
}

export function createGathering<Value>(): Gathering<Value> {
  const lanes = new Map<string, Lane<Value>>();

  function begin(key: string, read: () => Promise<Value>): Promise<Value> {
    const result = read();
    const lane: Lane<Value> = {
      underWay: result.then(
        () => leave(key, lane),
        () => leave(key, lane),
      ),
    };
    lanes.set(key, lane);
    return result;
  }

  /** The next read, if anybody waits for it, takes the lane over by itself. */
  function leave(key: string, lane: Lane<Value>): void {
    if (lane.next === undefined && lanes.get(key) === lane) lanes.delete(key);
  }

  return {
    read(key, read, defer) {
      const lane = lanes.get(key);
      if (lane === undefined) {
        const own = begin(key, read);
        defer(own.catch(() => undefined));
        return own;
      }
      if (lane.next === undefined) {
        lane.next = lane.underWay.then(() => begin(key, read));
        defer(lane.next.catch(() => undefined));
      }
      return orAlone(lane.next, read);
    },
  };
}

/** Longer than a read takes when all is well. */
const PATIENCE_MS = 1_500;

/**
 * What somebody else's request reads for us, or our own reading when that takes too long. The runtime ends a
 * request that waits for nothing of its own, taking it for hung: the timer is also what keeps it alive.
 */
function orAlone<Value>(shared: Promise<Value>, read: () => Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => read().then(resolve, reject), PATIENCE_MS);
    shared.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
