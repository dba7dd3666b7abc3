const HOUR = 3_600_000;

/** The row of a domain is written before its hostname is asked for: after so long it would be there. */
const GRACE_MS = HOUR;

/** More at once than crashes leave behind. */
const FEW = 10;
const MOST_SHARE = 0.2;

/** Whether a hostname that no domain stands for is old enough to be one forgotten. Epoch milliseconds. */
export function isOldEnough(createdAt: number, now: number): boolean {
  return now - createdAt >= GRACE_MS;
}

/** Whether so many of all hostnames are orphans that rather the list of domains is to be doubted. */
export function isMassOfOrphans(orphans: number, total: number): boolean {
  return orphans > FEW && orphans > total * MOST_SHARE;
}
