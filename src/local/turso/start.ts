import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DataPlane } from './data-plane.ts';
import { openDatabaseFiles, type Synchronous } from './database-files.ts';
import { createFaults, type Faults } from './faults.ts';
import { type HistoryOptions, openHistory } from './history.ts';
import { createStreams, type Limits, TURSO_LIMITS } from './hrana-streams.ts';
import { createHttpServer } from './http-server.ts';
import { createDatabase } from './platform-api.ts';
import { GROUP, openPlatformState } from './platform-state.ts';
import { createStats, type StatsSnapshot } from './stats.ts';
import { createTokens } from './tokens.ts';

export interface TursoEmulatorOptions {
  /** 0 takes any free port. */
  port: number;
  dataDir: string;
  /** For the faults that strike by probability. */
  seed?: number;
  /** Turso's own unless a test cannot wait for them. */
  limits?: Partial<Limits>;
  /** FULL unless a measurement must not depend on the disk. */
  synchronous?: Synchronous;
  /** Whether it can go back to an instant; without it no copies are made. */
  history?: HistoryOptions;
}

export interface TursoEmulator {
  url: string;
  organization: string;
  group: string;
  apiToken: string;
  /** The base URL of a database for `createClient`; its last slash matters. */
  databaseUrl(hostname: string): string;
  createDatabase(name: string): Promise<{ hostname: string; token: string }>;
  faults: Faults;
  /** Makes a checkpoint of the history now. */
  checkpoint(): void;
  stats(): StatsSnapshot;
  resetStats(): void;
  stop(): Promise<void>;
}

/** Turso on the loopback: its control plane under `/v1`, its databases under `/db/<hostname>/`. */
export async function startTursoEmulator(options: TursoEmulatorOptions): Promise<TursoEmulator> {
  const plane = await createPlane(options);
  const server = createHttpServer(plane);
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    organization: plane.state.organization,
    group: GROUP,
    apiToken: plane.state.apiToken,
    databaseUrl: (hostname) => `${url}/db/${hostname}/`,
    createDatabase: (name) => createWithToken(plane, name),
    faults: plane.faults,
    checkpoint: () => plane.history?.checkpoint(Date.now()),
    stats: plane.stats.snapshot,
    resetStats: plane.stats.reset,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      plane.history?.stop();
      plane.streams.closeAll();
      plane.files.close();
    },
  };
}

async function createPlane(options: TursoEmulatorOptions): Promise<DataPlane> {
  const { dataDir, seed = 1, synchronous = 'FULL' } = options;
  const limits = { ...TURSO_LIMITS, ...options.limits };
  const state = await openPlatformState(join(dataDir, 'platform.json'));
  const files = openDatabaseFiles(join(dataDir, 'databases'), synchronous);
  const history = options.history && openHistory(join(dataDir, 'history'), options.history, files.copyTo);
  return {
    state,
    files,
    history,
    streams: createStreams(limits),
    tokens: await createTokens(state.signingKey),
    faults: createFaults(seed),
    stats: createStats(),
    limits,
  };
}

async function createWithToken(plane: DataPlane, name: string) {
  createDatabase(plane, { name, group: GROUP });
  const record = plane.state.byName(name);
  if (record === undefined) throw new Error(`database ${name} was not created`);
  const token = await plane.tokens.mint(record, { access: 'rw', lifetimeSeconds: undefined });
  return { hostname: record.hostname, token };
}
