/**
 * One read for everybody who asks for the same thing at the same time. A read that is under way is never joined,
 * because it may have begun before the asker's own last write: who comes while enough of them run shares the next
 * one, which begins after all of them have asked. So an answer is as fresh as a read of one's own.
 */
export interface Gathering<Value> {
  /** @param defer keeps the reader's request alive for the others when its own client goes away */
  read(key: string, read: () => Promise<Value>, defer: (work: Promise<unknown>) => void): Promise<Value>;
}

interface Lane<Value> {
  /** Each settles, and never rejects, when its read is over. */
  readonly underWay: Set<Promise<void>>;
  next?: Promise<Value> | undefined;
}

/** Reads of one thing that may run side by side: a few keep the wait short, more would be a crowd again. */
const AT_ONCE = 4;

export function createGathering<Value>(): Gathering<Value> {
  const lanes = new Map<string, Lane<Value>>();

  function begin(key: string, lane: Lane<Value>, read: () => Promise<Value>): Promise<Value> {
    const result = read();
    const end = () => {
      lane.underWay.delete(over);
      if (lane.underWay.size === 0 && lane.next === undefined) lanes.delete(key);
    };
    const over = result.then(end, end);
    lane.underWay.add(over);
    return result;
  }

  return {
    read(key, read, defer) {
      const lane = lanes.get(key) ?? { underWay: new Set() };
      lanes.set(key, lane);
      if (lane.underWay.size < AT_ONCE && lane.next === undefined) {
        const own = begin(key, lane, read);
        defer(own.catch(() => undefined));
        return own;
      }
      if (lane.next === undefined) {
        lane.next = Promise.race(lane.underWay).then(() => {
          lane.next = undefined;
          return begin(key, lane, read);
        });
        defer(lane.next.catch(() => undefined));
      }
      return orAlone(lane.next, read);
    },
  };
}

/** Longer than a read can take before it fails by itself. */
const PATIENCE_MS = 10_000;

/**
 * What somebody else's request reads for us, or our own reading should that never end. The runtime ends a
 * request that waits for nothing of its own, taking it for hung: the timer is also what keeps it alive.
 */
function orAlone<Value>(shared: Promise<Value>, read: () => Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => read().then(resolve, reject), PATIENCE_MS);
    shared.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
