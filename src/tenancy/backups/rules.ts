import { dateOfDayNumber } from '../../kernel/local-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A little less than between two runs of the cron, so that each finds everybody due who changed since the last. */
const BACKUP_EVERY_MS = 4 * MINUTE_MS;

/** Everything of the last hour; then the newest of each hour, day and month (UTC), so many of each. */
const RETENTION = { everythingMs: HOUR_MS, hours: 24, days: 30, months: 12 } as const;

/** @param confirmedAt until when the newest backup is known to have everything, in epoch milliseconds */
export function isBackupDue(confirmedAt: number | undefined, now: number): boolean {
  return confirmedAt === undefined || confirmedAt + BACKUP_EVERY_MS <= now;
}

export interface KeptBackup {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
}

/** The backups that nothing keeps any more, oldest first. The newest is always kept. */
export function expendableBackups(backups: readonly KeptBackup[], now: number): string[] {
  const newestFirst = backups.toSorted((a, b) => b.takenAt - a.takenAt);
  const isRecent = ({ takenAt }: KeptBackup, index: number) =>
    index === 0 || takenAt > now - RETENTION.everythingMs;
  const kept = new Set(newestFirst.filter(isRecent).map(({ id }) => id));
  for (const { periodOf, count } of [
    { periodOf: hourOf, count: RETENTION.hours },
    { periodOf: dayOf, count: RETENTION.days },
    { periodOf: monthOf, count: RETENTION.months },
  ]) {
    const periods = Map.groupBy<number | string, KeptBackup>(newestFirst, periodOf);
    for (const [newest] of [...periods.values()].slice(0, count))
      if (newest !== undefined) kept.add(newest.id);
  }
  return newestFirst
    .filter(({ id }) => !kept.has(id))
    .reverse()
    .map(({ id }) => id);
}

function hourOf({ takenAt }: KeptBackup): number {
  return Math.floor(takenAt / HOUR_MS);
}

function dayOf({ takenAt }: KeptBackup): number {
  return Math.floor(takenAt / DAY_MS);
}

function monthOf(backup: KeptBackup): string {
  return dateOfDayNumber(dayOf(backup)).slice(0, 'YYYY-MM'.length);
}

/**
 * The name of a tenant's database after its restores: never one that it had before.
 * @param epoch 0 for the database that it was created with
 */
export function databaseName(slug: string, epoch: number): string {
  return epoch === 0 ? `bp-${slug}` : spareName(slug, `r${epoch}`);
}

/** Never the name that a tenant is created with, whatever its slug: what is removed by this name is nobody's. */
export function spareName(slug: string, what: string): string {
  return `bpx-${slug}-${what}`;
}
