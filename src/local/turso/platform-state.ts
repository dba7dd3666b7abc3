import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod';

const configurationSchema = z.object({
  size_limit: z.string(),
  block_reads: z.boolean(),
  block_writes: z.boolean(),
  delete_protection: z.boolean(),
  allow_attach: z.boolean(),
  allowed_ips: z.array(z.string()),
  allowed_aws_vpc_ids: z.array(z.string()),
});

const databaseSchema = z.object({
  id: z.string(),
  name: z.string(),
  hostname: z.string(),
  group: z.string(),
  /** Raised by `auth/rotate`: a token carries the version it was made for. */
  tokenVersion: z.int(),
  configuration: configurationSchema,
  parent: z.nullable(z.object({ id: z.string(), name: z.string(), branchedAt: z.string() })),
});

const groupSchema = z.object({ name: z.string(), location: z.string() });

const stateSchema = z.object({
  organization: z.string(),
  apiToken: z.string(),
  signingKey: z.record(z.string(), z.unknown()),
  databases: z.array(databaseSchema),
  groups: z.array(groupSchema).default([]),
});

export type Configuration = z.infer<typeof configurationSchema>;
export type DatabaseRecord = z.infer<typeof databaseSchema>;
export type GroupRecord = z.infer<typeof groupSchema>;
type SavedState = z.infer<typeof stateSchema>;

const ORGANIZATION = 'local';
export const GROUP = 'default';
const LOCATION = 'aws-sa-east-1';
export const CONFIGURATION_PATCH = configurationSchema.partial();

/** What the control plane knows; every change is on disk before it is answered. */
export interface PlatformState {
  readonly organization: string;
  readonly apiToken: string;
  readonly signingKey: JWK;
  list(): DatabaseRecord[];
  byName(name: string): DatabaseRecord | undefined;
  byHostname(hostname: string): DatabaseRecord | undefined;
  put(database: DatabaseRecord): void;
  delete(name: string): void;
  groups(): GroupRecord[];
  putGroup(group: GroupRecord): void;
  deleteGroup(name: string): void;
}

export async function openPlatformState(path: string): Promise<PlatformState> {
  const saved = existsSync(path) ? readState(path) : await newState();
  const byName = new Map(saved.databases.map((database) => [database.name, database]));
  const byHostname = new Map(saved.databases.map((database) => [database.hostname, database]));
  const groups = new Map(saved.groups.map((group) => [group.name, group]));
  groups.set(GROUP, { name: GROUP, location: LOCATION });
  const save = () =>
    writeState(path, { ...saved, databases: [...byName.values()], groups: [...groups.values()] });
  save();
  return {
    organization: saved.organization,
    apiToken: saved.apiToken,
    signingKey: saved.signingKey as JWK,
    list: () => [...byName.values()],
    byName: (name) => byName.get(name),
    byHostname: (hostname) => byHostname.get(hostname),
    put(database) {
      byName.set(database.name, database);
      byHostname.set(database.hostname, database);
      save();
    },
    delete(name) {
      const database = byName.get(name);
      byName.delete(name);
      if (database !== undefined) byHostname.delete(database.hostname);
      save();
    },
    groups: () => [...groups.values()],
    putGroup(group) {
      groups.set(group.name, group);
      save();
    },
    deleteGroup(name) {
      groups.delete(name);
      save();
    },
  };
}

function readState(path: string): SavedState {
  return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

async function newState(): Promise<SavedState> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    organization: ORGANIZATION,
    apiToken: randomBytes(32).toString('base64url'),
    signingKey: { ...(await exportJWK(privateKey)) },
    databases: [],
    groups: [],
  };
}

/** Written aside, synced and renamed: a crash leaves the old state or the new one. */
function writeState(path: string, state: SavedState): void {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.new`;
  const file = openSync(aside, 'w', 0o600);
  writeSync(file, JSON.stringify(state, null, 2));
  fsyncSync(file);
  closeSync(file);
  renameSync(aside, path);
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
