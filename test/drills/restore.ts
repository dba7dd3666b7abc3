import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from '@libsql/client/web';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { waitUntilLive } from '../../src/local/world/provision.ts';
import { startWorld, type World } from '../../src/local/world/start-world.ts';
import type { Backup, Restore } from '../../src/tenancy/backups/contract.ts';
import { median } from '../bench/measure.ts';
import { seededRandom } from '../simulation/random.ts';
import { asOperator, createTenants, type NewTenant } from '../support/operator.ts';
import { showOptions, showResult } from '../support/show.ts';
import { bookWish, type Call, callSteadily, type Load } from './callers.ts';
import { databaseImage } from './database-image.ts';
import { type Receiver, startReceiver } from './receiver.ts';

// npm run drill:restore: many tenants under load and backed up every so often; one loses its database and gets it back.

const CALLERS = 6;
const WITH_WEBHOOKS = 10;
const BACKUPS_AT_ONCE = 4;
/** After it no webhook is tried again, no lock looks after a lease. */
const QUIET_MS = 40_000;
const MAX_RTO_MS = 60 * 60_000;
const MAX_RPO_MS = 15 * 60_000;
const CRON_MS = 5 * 60_000;

const {
  tenants: wanted,
  rounds: wantedRounds,
  seed,
  json,
} = showOptions({ tenants: 200, rounds: 2, seed: 1 });
const random = seededRandom(seed);
const startedAt = performance.now();
const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-restore-'));
const receiver = await startReceiver(() => random.chance(0.2));
const world = await startWorld({ port: 0, dataDir });
try {
  await waitUntilLive(world);
  showResult(await drill(), json);
} finally {
  await world.stop();
  receiver.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit();

async function drill() {
  const slugs = Array.from({ length: wanted }, (_, index) => `peluqueria-${String(index).padStart(3, '0')}`);
  const tenants = await createTenants(world, slugs);
  const [victim, ...others] = tenants;
  if (victim === undefined) throw new Error('No tenants');
  for (const tenant of tenants.slice(0, WITH_WEBHOOKS)) await subscribe(tenant);
  say(`${tenants.length} tenants`);
  // The one that will be lost is as busy as all the others together.
  const load: Load = {
    tenants: [...others, ...others.map(() => victim)],
    urls: [world.url],
    pauseMs: 15,
    isOver: false,
  };
  const callers = Array.from({ length: CALLERS }, (_, index) => callSteadily(load, seed * 100 + index));
  await delay(10_000);
  const rounds = await backUpInRounds(tenants);
  await delay(random.between(5_000, 15_000));
  const disaster = await loseAndRestore(victim);
  await delay(5_000);
  load.isOver = true;
  const calls = (await Promise.all(callers)).flat();
  say('the load is over');
  const found = await inspect({ victim, calls, disaster });
  const { told } = webhooksOf(receiver);
  const identical = await compareOthers(victim);
  return report({ tenants, victim, calls, rounds, disaster, found, identical, told });
}

async function subscribe({ host, apiKey }: NewTenant): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ url: receiver.url, events: ['*'] });
  const answer = await hostFetch({ url: world.url, host, path: '/api/v1/webhook-endpoints', headers, body });
  if (answer.status !== 201) throw new Error(`No webhooks for ${host}: ${answer.status}`);
}

interface Rounds {
  readonly roundMs: readonly number[];
  readonly backupMs: readonly number[];
}

/** Everybody, one round after the other, while the load goes on. */
async function backUpInRounds(tenants: readonly NewTenant[]): Promise<Rounds> {
  const roundMs: number[] = [];
  const backupMs: number[] = [];
  for (let round = 1; round <= wantedRounds; round++) {
    const at = performance.now();
    const queue = [...tenants];
    const lanes = Array.from({ length: BACKUPS_AT_ONCE }, async () => {
      for (let tenant = queue.shift(); tenant !== undefined; tenant = queue.shift()) {
        const since = performance.now();
        const { status, body } = await asOperator(world, `POST /tenants/${tenant.slug}/backups`);
        if (status !== 201) throw new Error(`No backup of ${tenant.slug}: ${status} ${body.detail}`);
        backupMs.push(performance.now() - since);
      }
    });
    await Promise.all(lanes);
    roundMs.push(performance.now() - at);
    say(`round ${round}: everybody backed up in ${Math.round(performance.now() - at)} ms`);
  }
  return { roundMs, backupMs };
}

interface Disaster {
  /** Epoch milliseconds. */
  readonly lostAt: number;
  readonly servedAgainAt: number;
  readonly backup: Backup;
  readonly restore: Restore;
}

async function loseAndRestore({ slug, host }: NewTenant): Promise<Disaster> {
  await callPlatform(`bp-${slug}`, 'DELETE');
  const lostAt = Date.now();
  const backups = await asOperator<{ data: Backup[] }>(world, `GET /tenants/${slug}/backups`);
  const [backup] = backups.body.data;
  if (backup === undefined) throw new Error('There is no backup');
  const restore = await runRestore(slug);
  const path = '/api/v1/bookings';
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const ask = () =>
    hostFetch({ url: world.url, host, path: `/api/v1/availability?from=${day}&to=${day}&serviceId=x` });
  // An unknown service is refused by the catalog, which is read from the database: any answer but 503 comes from it.
  while ((await ask()).status >= 500) await delay(20);
  say(`${path} of ${slug} is served again`);
  return { lostAt, servedAgainAt: Date.now(), backup, restore };
}

async function runRestore(slug: string): Promise<Restore> {
  const { status, body } = await asOperator<Restore>(world, `POST /tenants/${slug}/restore`);
  if (status !== 201) throw new Error(`No restore: ${status} ${body.detail}`);
  for (;;) {
    const { body: now } = await asOperator<Restore>(world, `GET /restores/${body.id}`);
    if (now.state === 'failed') throw new Error(`The restore failed: ${now.reason}`);
    if (now.state === 'done') return now;
    await delay(20);
  }
}

interface Inspecting {
  readonly victim: NewTenant;
  readonly calls: readonly Call[];
  readonly disaster: Disaster;
}

async function inspect({ victim, calls, disaster }: Inspecting) {
  const database = await openByName(disaster.restore.database);
  const { rows } = await database.execute('SELECT id FROM bookings');
  const present = new Set(rows.map(({ id }) => String(id)));
  const booked = calls.filter((call) => call.tenant.slug === victim.slug && call.bookingId !== undefined);
  const takenAt = Date.parse(disaster.backup.takenAt);
  const before = booked.filter(({ answeredAt }) => answeredAt < takenAt);
  const lost = booked.filter(({ bookingId = '' }) => !present.has(bookingId));
  const known = new Set(booked.map(({ bookingId }) => bookingId));
  return {
    acknowledgedBefore: before.length,
    missingFromBefore: before.filter(({ bookingId = '' }) => !present.has(bookingId)).length,
    lostAfter: lost.length,
    phantoms: [...present].filter((id) => !known.has(id)).length,
    locks: await tryLocks(victim, {
      lost,
      kept: before.filter(({ bookingId = '' }) => present.has(bookingId)),
    }),
  };
}

/** What was lost can be booked, what is there cannot: the locks believe the restored database. */
async function tryLocks(
  victim: NewTenant,
  { lost, kept }: { readonly lost: readonly Call[]; readonly kept: readonly Call[] },
) {
  const statuses = async (calls: readonly Call[], name: string) => {
    const answers: Call['status'][] = [];
    for (const [index, { wish }] of calls.slice(0, 20).entries()) {
      if (wish === undefined) continue;
      answers.push((await bookWish(victim, { url: world.url, wish, key: `${name}-${index}` })).status);
    }
    return answers;
  };
  const keptAnswers = await statuses(kept, 'kept');
  const lostAnswers = await statuses(lost, 'lost');
  // A lost time may have been booked again by the load since.
  return {
    keptTaken: keptAnswers.filter((status) => status === 409 || status === 422).length,
    kept: keptAnswers.length,
    lostFree: lostAnswers.filter((status) => status === 201).length,
    lost: lostAnswers.length,
    errors: [...keptAnswers, ...lostAnswers].filter((status) => Number(status) >= 500 || status === 'lost')
      .length,
  };
}

/** Idle, another restore: nobody else's file has another byte afterwards. */
async function compareOthers({ slug }: NewTenant) {
  say(`quiet for ${QUIET_MS / 1_000} s, then another restore`);
  await delay(QUIET_MS);
  const before = await hashDatabases();
  await runRestore(slug);
  const after = await hashDatabases();
  const others = [...before].filter(([name]) => !name.includes(`-${slug}`) && name !== 'registry.db');
  return { files: others.length, changed: others.filter(([name, hash]) => after.get(name) !== hash).length };
}

/** Every page of every database, wherever the database server keeps it at the moment: in the file or in its log. */
async function hashDatabases(): Promise<Map<string, string>> {
  const dir = join(world.paths.turso, 'databases');
  const hashes = new Map<string, string>();
  for (const name of (await readdir(dir)).filter((file) => file.endsWith('.db'))) {
    const log = await readFile(join(dir, `${name}-wal`)).catch(() => Buffer.alloc(0));
    const image = databaseImage(await readFile(join(dir, name)), log);
    hashes.set(name, createHash('sha256').update(image).digest('hex'));
  }
  return hashes;
}

interface Drilled {
  readonly tenants: readonly NewTenant[];
  readonly victim: NewTenant;
  readonly calls: readonly Call[];
  readonly rounds: Rounds;
  readonly disaster: Disaster;
  readonly found: Awaited<ReturnType<typeof inspect>>;
  readonly identical: Awaited<ReturnType<typeof compareOthers>>;
  /** How many webhooks told of the first restore. */
  readonly told: number;
}

function report({ tenants, victim, calls, rounds, disaster, found, identical, told }: Drilled) {
  const ofOthers = calls.filter(({ tenant }) => tenant.slug !== victim.slug);
  const errorsOfOthers = ofOthers.filter(({ status }) => status === 'lost' || status >= 500).length;
  const rpoMs = disaster.lostAt - Date.parse(disaster.backup.takenAt);
  const rtoMs = disaster.servedAgainAt - disaster.lostAt;
  const roundMs = Math.round(Math.max(...rounds.roundMs));
  const { twice } = webhooksOf(receiver);
  const { locks } = found;
  const passed =
    found.acknowledgedBefore > 0 &&
    found.missingFromBefore + found.phantoms + errorsOfOthers + twice + locks.errors + identical.changed ===
      0 &&
    found.lostAfter > 0 &&
    locks.keptTaken === locks.kept &&
    locks.lostFree > 0 &&
    told === 1 &&
    rtoMs < MAX_RTO_MS &&
    CRON_MS + roundMs < MAX_RPO_MS;
  return {
    passed,
    tenants: tenants.length,
    requests: calls.length,
    medianBackupMs: Math.round(median([...rounds.backupMs])),
    longestRoundMs: roundMs,
    rpoMs,
    rpoBoundOfTheCronMs: CRON_MS + roundMs,
    rtoMs,
    ...found,
    errorsOfOthers,
    requestsOfOthers: ofOthers.length,
    othersFiles: identical.files,
    othersFilesChanged: identical.changed,
    webhooks: receiver.accepted.size,
    webhooksReceivedTwice: twice,
    toldOfTheRestore: told,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    figure:
      `${tenants.length} tenants, ${calls.length} requests: RPO ${(rpoMs / 1_000).toFixed(1)} s here (a round of backups takes ` +
      `${(roundMs / 1_000).toFixed(1)} s; with the cron at most ${Math.round((CRON_MS + roundMs) / 1_000)} s), RTO ${(rtoMs / 1_000).toFixed(1)} s; ` +
      `of ${found.acknowledgedBefore} bookings acknowledged before the backup ${found.missingFromBefore} missing, ${found.lostAfter} of its tail lost, ` +
      `${found.phantoms} phantom; locks: ${locks.keptTaken} of ${locks.kept} kept times taken, ${locks.lostFree} of ${locks.lost} lost ones free; ` +
      `others: ${errorsOfOthers} errors in ${ofOthers.length} requests, ${identical.changed} of ${identical.files} files changed; ` +
      `${receiver.accepted.size} webhooks, ${twice} received twice`,
  };
}

function webhooksOf({ accepted }: Receiver) {
  const all = [...accepted.values()];
  return {
    twice: all.filter((times) => times.length > 1).length,
    told: all.filter(([first]) => first?.type === 'tenant.restored').length,
  };
}

async function openByName(name: string): Promise<Client> {
  const { jwt } = (await (await callPlatform(`${name}/auth/tokens`, 'POST')).json()) as { jwt: string };
  const hostname = `${name}-${world.turso.organization}.turso.io`;
  return createClient({ url: world.turso.databaseUrl(hostname), authToken: jwt });
}

function callPlatform(path: string, method: 'POST' | 'DELETE'): Promise<Response> {
  const { url, organization, apiToken } = (world as World).turso;
  const headers = { authorization: `Bearer ${apiToken}` };
  return fetch(`${url}/v1/organizations/${organization}/databases/${path}`, { method, headers });
}

function say(text: string): void {
  if (!json) console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s  ${text}`);
}
