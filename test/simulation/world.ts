import { createClaimTable } from '../../src/agenda/occupancy/claim-ledger.ts';
import { ProviderLock } from '../../src/agenda/occupancy/provider-lock-object.ts';
import { queueConsumer } from '../../src/backstage/consume-queue.ts';
import { consumeRelay } from '../../src/backstage/consume-relay.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { TenantAlarm } from '../../src/platform/tenant-alarm-object.ts';
import { type Engine, type EngineStatement, openEngine } from './engine.ts';
import { type Chaos, createChaos, type FaultRates } from './faults.ts';
import { createIsolate, type Isolate, kill } from './isolates.ts';
import { createNetwork } from './network.ts';
import { createObjects, type MakeInstance, type Objects } from './objects.ts';
import { createQueue, type MessageQueue } from './queue.ts';
import type { Random } from './random.ts';
import { createReceivers, type Receivers } from './receivers.ts';
import { useNetwork } from './the-network.ts';
import type { Timeline } from './timeline.ts';

export const REGISTRY = 'registry.sim';

/** The whole platform in one process, on a virtual clock: isolates, locks, databases, queue, partners. */
export interface World {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly chaos: Chaos;
  readonly env: Env & BackstageEnv;
  /** Those that are live. */
  readonly tenants: readonly Tenant[];
  readonly engines: ReadonlyMap<string, Engine>;
  readonly locks: Objects;
  readonly alarms: Objects;
  readonly queue: MessageQueue;
  readonly receivers: Receivers;
  /** Hosts of databases that are not there for the moment. */
  readonly gone: Set<string>;
  /** 1, 2, 3 … */
  nextNumber(): number;
  /** One of the isolates that serve requests. */
  isolate(): Isolate;
  /** One of them dies; another takes its place. */
  killOne(): void;
  /** kill -9 of everything that runs; storage stays. */
  killAll(): void;
  /** The clock of one isolate, one living object or all objects to come jumps. */
  jumpClock(): void;
  setClocksRight(): void;
  /** Half the simulations have one tenant; two have the same ids in different databases. */
  leaveFirstTenant(): void;
  engineOf(tenant: Tenant): Engine;
  close(): void;
}

/** What worlds are made of, one after the other: each finds everything as it was. */
export interface WorldMaterial {
  /** By host, the registry's among them. */
  readonly engines: ReadonlyMap<string, Engine>;
  /** Storages of Durable Objects in which a lock has made its tables. */
  readonly storages: Engine[];
  readonly tenants: readonly Tenant[];
  readonly vars: Readonly<Record<string, string>>;
}

export interface WorldOptions {
  readonly timeline: Timeline;
  readonly material: WorldMaterial;
  readonly rates: FaultRates;
  readonly onWrite: (host: string, statements: readonly EngineStatement[]) => void;
}

/** No page is open: news of changes reach nobody. */
const NOBODY_LOOKS = { getByName: () => ({ announce: async () => undefined }) };

/** There are tenants only: the platform's own work is not simulated. */
const consumeQueue = queueConsumer({ ofTenants: consumeRelay, ofPlatform: async () => undefined });

const ISOLATES = 3;
const MAX_SKEW_MS = 600_000;

export function createWorld({ timeline, material, rates, onWrite }: WorldOptions): World {
  const { random } = timeline;
  const chaos = createChaos(random, rates);
  const { engines } = material;
  const storages = lendStorages(material.storages);
  const gone = new Set<string>();
  useNetwork(createNetwork({ timeline, chaos, engines, gone, onWrite }));
  const env = { ...material.vars } as unknown as Env & BackstageEnv;
  const fleet = createFleet(random);
  const objects = { timeline, chaos, skew: () => fleet.objectSkew, openStorage: storages.lend };
  const make =
    (Class: typeof ProviderLock | typeof TenantAlarm): MakeInstance =>
    (state) =>
      new Class(state as DurableObjectState, env) as unknown as ReturnType<MakeInstance>;
  const locks = createObjects({ ...objects, make: make(ProviderLock) });
  const alarms = createObjects({ ...objects, make: make(TenantAlarm) });
  const queue = createQueue({
    timeline,
    chaos,
    consumer: fleet.isolate,
    consume: (batch, execution) => consumeQueue(batch as never, env, execution as never),
  });
  Object.assign(env, {
    PROVIDER_LOCK: locks.namespace,
    TENANT_ALARM: alarms.namespace,
    RELAY_QUEUE: queue.binding,
    LIVE_FEED: NOBODY_LOOKS,
  });
  const killAll = () => {
    fleet.killAll();
    locks.killAll();
    alarms.killAll();
  };
  const tenants = [...material.tenants];
  let number = 0;
  return {
    nextNumber: () => ++number,
    ...{ timeline, random, chaos, env, engines, locks, alarms, queue, gone, killAll },
    get tenants() {
      return tenants;
    },
    leaveFirstTenant() {
      for (const { id } of tenants.splice(1))
        engines.get(REGISTRY)?.rows(`UPDATE tenants SET status = 'suspended' WHERE id = ?`, id);
    },
    receivers: createReceivers(timeline, chaos),
    isolate: fleet.isolate,
    killOne: fleet.killOne,
    jumpClock() {
      const living = [...locks.all.values()].flatMap(({ instance }) => instance?.isolate ?? []);
      fleet.jumpClock(living);
    },
    setClocksRight() {
      fleet.setClocksRight();
      for (const { instance } of [...locks.all.values(), ...alarms.all.values()])
        if (instance !== undefined) instance.isolate.skew = 0;
    },
    engineOf: (tenant) => engines.get(hostOf(tenant)) as Engine,
    close() {
      storages.takeBack();
      for (const engine of engines.values()) engine.forget();
    },
  };
}

function lendStorages(free: Engine[]) {
  const lent: Engine[] = [];
  return {
    lend() {
      const storage = free.pop() ?? newStorage();
      lent.push(storage);
      return storage;
    },
    takeBack() {
      for (const storage of lent.splice(0)) {
        storage.forget();
        free.push(storage);
      }
    },
  };
}

function newStorage(): Engine {
  const maker = openEngine();
  createClaimTable({ exec: (sql, ...args) => maker.rows(sql, ...(args as never[])) as never });
  const storage = openEngine(maker.image());
  maker.close();
  return storage;
}

export function hostOf(tenant: Tenant): string {
  return tenant.database.hostname;
}

/** The isolates that serve requests and consume the queue. */
function createFleet(random: Random) {
  let born = 0;
  const give = () => createIsolate(`isolate-${++born}`);
  const isolates = Array.from({ length: ISOLATES }, give);
  const state = { objectSkew: 0 };
  const replace = (index: number) => {
    const old = isolates[index] as Isolate;
    isolates[index] = createIsolate(`isolate-${++born}`, old.skew);
    kill(old);
  };
  return {
    get objectSkew() {
      return state.objectSkew;
    },
    isolate: () => random.pick(isolates),
    killOne: () => replace(random.between(0, ISOLATES - 1)),
    killAll() {
      for (const index of isolates.keys()) replace(index);
    },
    jumpClock(others: readonly Isolate[]) {
      const skew = random.between(-MAX_SKEW_MS, MAX_SKEW_MS);
      if (random.chance(0.2)) state.objectSkew = skew;
      else random.pick([...isolates, ...others]).skew = skew;
    },
    setClocksRight() {
      state.objectSkew = 0;
      for (const isolate of isolates) isolate.skew = 0;
    },
  };
}
