const MAX_TENANTS = 10_000;

/** Changes to anybody's time that this isolate has made, counted by database: what it knows must be older than none. */
const changes = new Map<string, number>();

export function localChanges(hostname: string): number {
  return changes.get(hostname) ?? 0;
}

export function noteLocalChange(hostname: string): void {
  if (changes.size >= MAX_TENANTS && !changes.has(hostname)) changes.clear();
  changes.set(hostname, (changes.get(hostname) ?? 0) + 1);
}
