import type { Chaos } from './faults.ts';
import { createIsolate, currentIsolate, type Isolate, runIn } from './isolates.ts';
import type { Timeline } from './timeline.ts';

const PLATFORM = createIsolate('queue');
const BATCH = 10;
/** As in wrangler.toml. */
const BATCH_WAIT_MS = 1_000;
const RETRY_MS = 30_000;
const MAX_RETRIES = 8;

/** Work that goes on after the messages; whoever started it has to look after its failures. */
const EXECUTION = { waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined) };

interface Message {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
}

export interface MessageQueue {
  readonly binding: {
    send(body: unknown): Promise<void>;
    sendBatch(messages: Iterable<{ readonly body: unknown }>): Promise<void>;
  };
  /** What was given up. */
  readonly deadLetters: unknown[];
}

export interface QueueOptions {
  readonly timeline: Timeline;
  readonly chaos: Chaos;
  /** The isolate that takes the next batch. */
  readonly consumer: () => Isolate;
  readonly consume: (batch: unknown, execution: unknown) => Promise<void>;
}

interface State extends QueueOptions {
  readonly ready: Message[];
  readonly deadLetters: unknown[];
  isGathering: boolean;
  sent: number;
}

/** At least once, in no order; a batch of up to ten goes to one consumer. */
export function createQueue(options: QueueOptions): MessageQueue {
  const state: State = { ...options, ready: [], deadLetters: [], isGathering: false, sent: 0 };
  const sendBatch = (messages: Iterable<{ readonly body: unknown }>) =>
    send(
      state,
      [...messages].map(({ body }) => structuredClone(body)),
    );
  return {
    binding: { send: (body) => sendBatch([{ body }]), sendBatch },
    deadLetters: state.deadLetters,
  };
}

function send(state: State, bodies: readonly unknown[]): Promise<void> {
  const { timeline, chaos } = state;
  const caller = currentIsolate();
  const isRefused = chaos.strikes('sendFails');
  // A send that fails may have been kept all the same.
  const isKept = !isRefused || timeline.random.chance(0.3);
  return new Promise((resolve, reject) => {
    const arrive = () => {
      if (isKept) for (const body of bodies) accept(state, body);
      const tell = () => (isRefused ? reject(new Error('Queue send failed')) : resolve());
      timeline.after(3 * timeline.random.next(), 'queue answers', tell, caller);
    };
    timeline.after(3 * timeline.random.next(), 'queue send arrives', arrive, PLATFORM);
  });
}

function accept(state: State, body: unknown): void {
  const { chaos, timeline } = state;
  if (chaos.strikes('messageLost')) return;
  const copies = chaos.strikes('messageTwice') ? 2 : 1;
  for (let copy = 0; copy < copies; copy++) {
    const delay = chaos.strikes('messageLate')
      ? timeline.random.between(1_000, 600_000)
      : 50 * timeline.random.next();
    deliverAfter(state, delay, { id: `msg-${++state.sent}`, body, attempts: 1 });
  }
  if (chaos.strikes('messagePoisoned'))
    deliverAfter(state, 10, {
      id: `poison-${++state.sent}`,
      body: { type: 'relay', tenantId: {} },
      attempts: 1,
    });
}

function deliverAfter(state: State, delay: number, message: Message): void {
  const { timeline } = state;
  const makeReady = () => {
    state.ready.push(message);
    if (state.isGathering) return;
    state.isGathering = true;
    timeline.after(
      BATCH_WAIT_MS * timeline.random.next(),
      'batch is full',
      () => deliverBatch(state),
      PLATFORM,
    );
  };
  timeline.after(delay, `${message.id} is ready`, makeReady, PLATFORM);
}

function deliverBatch(state: State): void {
  const { timeline, ready } = state;
  state.isGathering = false;
  const messages: Message[] = [];
  while (ready.length > 0 && messages.length < BATCH)
    messages.push(...ready.splice(timeline.random.between(0, ready.length - 1), 1));
  if (ready.length > 0) {
    state.isGathering = true;
    timeline.after(1, 'batch is full', () => deliverBatch(state), PLATFORM);
  }
  handOver(state, messages);
}

/** What the consumer neither confirmed nor gave back when it ended or died comes again. */
function handOver(state: State, messages: readonly Message[]): void {
  const isolate = state.consumer();
  const done = new Set<Message>();
  const again = (message: Message) => {
    done.add(message);
    if (message.attempts > MAX_RETRIES) state.deadLetters.push(message.body);
    else deliverAfter(state, RETRY_MS, { ...message, attempts: message.attempts + 1 });
  };
  const finish = () => {
    isolate.onDeath.delete(finish);
    for (const message of messages) if (!done.has(message)) again(message);
  };
  isolate.onDeath.add(finish);
  const batch = {
    queue: 'relay',
    messages: messages.map((message) => ({
      ...message,
      timestamp: new Date(state.timeline.now),
      ack: () => done.add(message),
      retry: () => done.has(message) || again(message),
    })),
  };
  void runIn(isolate, () => state.consume(batch, EXECUTION)).then(
    () => isolate.isAlive && finish(),
    () => isolate.isAlive && finish(),
  );
}
