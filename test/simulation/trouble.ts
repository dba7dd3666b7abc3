import { PEOPLE, sweep } from './simulation.ts';
import { hostOf, type World } from './world.ts';

const MINUTE_MS = 60_000;

/** Every so often everybody acts at once. */
const RUSH_MS = 2_000;

export function untilRush(now: number): number {
  return RUSH_MS - (now % RUSH_MS);
}

/** Where a claim is under way: it is there that reconciling could do harm. */
function reconcileOne({ env, locks, random }: World): void {
  const underWay = [...locks.all.values()].filter(
    ({ sql }) => sql.rows(`SELECT 1 FROM claimed_times WHERE state = 'leased' LIMIT 1`).length > 0,
  );
  if (underWay.length === 0) return;
  const [tenantId = '', subjectId = ''] = random.pick(underWay).name.split('/');
  void env.PROVIDER_LOCK.getByName(`${tenantId}/${subjectId}`)
    .reconcile({ tenantId, subjectId })
    .catch(() => undefined);
}

/** Deaths, jumps of clocks and the like, at moments of their own; and the cron every five minutes. */
export function startTrouble(world: World): () => void {
  const { timeline, chaos, random } = world;
  let isStopped = false;
  const often = (name: string, perHour: number, happen: () => void) => {
    if (perHour === 0) return;
    const next = () => {
      const wait = (-Math.log(1 - random.next()) * 3_600_000) / perHour;
      timeline.after(
        wait,
        name,
        () => {
          if (isStopped) return;
          chaos.count(name);
          happen();
          next();
        },
        PEOPLE,
      );
    };
    next();
  };
  const { rates } = chaos;
  often('isolateKilled', rates.isolateKilled, world.killOne);
  often('everythingKilled', rates.everythingKilled, world.killAll);
  often('clockJumps', rates.clockJumps, world.jumpClock);
  often('objectEvicted', rates.objectEvicted, () => {
    const names = [...world.locks.all.keys()];
    if (names.length > 0) world.locks.evict(random.pick(names));
  });
  often('databaseGone', rates.databaseGone, () => {
    const host = hostOf(random.pick(world.tenants));
    world.gone.add(host);
    timeline.after(random.between(1_000, 40_000), 'database is back', () => world.gone.delete(host), PEOPLE);
  });
  // Just before everybody acts at once, and during it.
  often('reconciled', rates.reconciled, () =>
    timeline.after(
      untilRush(timeline.now) + 140 * random.next() - 100,
      'reconcile',
      () => reconcileOne(world),
      PEOPLE,
    ),
  );
  const cron = () => {
    if (isStopped) return;
    sweep(world);
    timeline.after(5 * MINUTE_MS, 'cron', cron, PEOPLE);
  };
  timeline.after(5 * MINUTE_MS * random.next(), 'cron', cron, PEOPLE);
  return () => {
    isStopped = true;
  };
}
