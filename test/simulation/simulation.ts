import { sweepTenants } from '../../src/backstage/sweep-tenants.ts';
import type { Undertaking } from './clients.ts';
import { createIsolate, runIn } from './isolates.ts';
import type { Violation } from './safety.ts';
import type { Shop } from './shop.ts';
import type { World } from './world.ts';

/** Everything that one seed decides, and what everybody who watches it has seen. */
export interface Simulation {
  readonly world: World;
  readonly shops: readonly Shop[];
  readonly undertakings: Undertaking[];
  readonly violations: Violation[];
}

export const PEOPLE = createIsolate('people');

export function pause(world: World, delay: number): Promise<void> {
  return new Promise((resolve) => world.timeline.after(delay, 'goes on', resolve, PEOPLE));
}

/** What the cron does. */
export function sweep(world: World): void {
  void runIn(world.isolate(), () => sweepTenants(world.env).catch(() => undefined));
}
