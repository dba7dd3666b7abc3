import { randomUUID } from 'node:crypto';
import { type Clock, createClock } from './clock.ts';
import { createDns, type Dns } from './dns.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Delays, dueAt, live } from './hostname-life.ts';
import { presentHostname } from './present-hostname.ts';
import type { CloudflareState, HostnameRecord, SslRecord } from './records.ts';
import { readState, writeState } from './state-file.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** The one zone of the platform, with its custom hostnames; every change is on disk before it is answered. */
export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly state: CloudflareState;
  readonly clock: Clock;
  readonly dns: Dns;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  list(): readonly HostnameRecord[];
  find(id: string): HostnameRecord | undefined;
  put(record: HostnameRecord): HostnameRecord | undefined;
  remove(id: string): void;
  /** Does everything that is due by now, and wakes up when the next thing is. */
  live(): void;
  save(): void;
  close(): void;
}

export interface ZoneOptions {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly delays: Delays;
}

/** The longest that Node's timers can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function openZone({ id, name, path, delays }: ZoneOptions): Zone {
  const state = readState(path);
  const clock = createClock(state.clockAheadMs);
  const faults = createFaults();
  const webhooks = createWebhooks(faults, clock.now);
  const hostnames = new Map(state.hostnames.map((record) => [record.id, record]));
  let timer: NodeJS.Timeout | undefined;
  const save = () =>
    writeState(path, { ...state, clockAheadMs: clock.ahead(), hostnames: [...hostnames.values()] });
  const dns = createDns({ names: state.dns, zone: name, onChange: save });
  const liveOne = (record: HostnameRecord) => {
    const { record: next, news } = live(record, { dns, delays }, clock.now());
    if (next === undefined) hostnames.delete(record.id);
    else hostnames.set(record.id, next);
    for (const { step, outcome } of news) {
      webhooks.send(`ssl.custom_hostname_certificate.${step}.${outcome}`, presentHostname(next ?? record));
    }
  };
  const liveAll = () => {
    const due = [...hostnames.values()].filter((record) => dueAt(record) <= clock.now());
    for (const record of due) liveOne(record);
    if (due.length > 0) save();
    clearTimeout(timer);
    const nextAt = Math.min(...[...hostnames.values()].map(dueAt));
    const wait = Math.min(nextAt - clock.now(), LONGEST_TIMER_MS);
    if (Number.isFinite(wait)) timer = setTimeout(liveAll, wait).unref();
  };
  save();
  liveAll();
  return {
    id,
    name,
    state,
    clock,
    dns,
    faults,
    webhooks,
    list: () => [...hostnames.values()],
    find: (wanted) => hostnames.get(wanted),
    put(record) {
      hostnames.set(record.id, record);
      liveAll();
      save();
      return hostnames.get(record.id);
    },
    remove(wanted) {
      const record = hostnames.get(wanted);
      hostnames.delete(wanted);
      save();
      if (record === undefined) return;
      webhooks.send('ssl.custom_hostname_certificate.deletion.succeeded', presentHostname(record));
    },
    live: liveAll,
    save,
    close: () => clearTimeout(timer),
  };
}

type Wish = Pick<SslRecord, 'method' | 'settings' | 'bundle_method' | 'wildcard' | 'certificate_authority'>;

/** As POST makes it, before anything has happened. */
export function newHostname(hostname: string, wish: Wish, now: number): HostnameRecord {
  return {
    id: randomUUID(),
    hostname,
    createdAt: now,
    status: 'pending',
    ownershipToken: randomUUID(),
    verification_errors: [],
    attempts: 0,
    dueAt: now,
    ssl: {
      ...wish,
      id: randomUUID(),
      status: 'initializing',
      type: 'dv',
      token: randomUUID().replaceAll('-', ''),
      attempts: 0,
      dueAt: now,
      validationStartedAt: now,
      expiresAt: null,
      validation_errors: [],
    },
  };
}
