import { seededRandom } from '../../simulation/random.ts';
import type { TestWorld } from '../../support/world.ts';
import type { Answer, Door } from './door.ts';
import { type Ground, type HotSlot, PATHS, type Path } from './paths.ts';

/** What became of the attempts of one path. */
export interface Tally {
  accepted: number;
  refused: number;
  serverErrors: number;
}

export interface Storm {
  readonly grounds: readonly Ground[];
  readonly door: Door;
  readonly attempts: number;
  readonly racers: number;
  readonly seed: number;
}

/** Racers who take every path there is to the same few times, as fast as they are answered. */
export async function rage({ grounds, door, attempts, racers, seed }: Storm): Promise<Map<string, Tally>> {
  const tallies = new Map<string, Tally>(
    PATHS.map(({ name }) => [name, { accepted: 0, refused: 0, serverErrors: 0 }]),
  );
  const random = seededRandom(seed);
  let left = attempts;
  const race = async () => {
    while (left > 0) {
      const path = somePath(random.next());
      const ground = random.pick(grounds);
      const attempt = path.prepare(ground, random);
      if (attempt === undefined) continue;
      left--;
      const answer = await door.knock({ host: ground.host, apiKey: ground.apiKey, ...attempt });
      count(tallies.get(path.name) as Tally, answer);
      if (isAccepted(answer)) path.learn?.(ground, answer.body);
    }
  };
  await Promise.all(Array.from({ length: racers }, race));
  return tallies;
}

const TOTAL_WEIGHT = PATHS.reduce((sum, { weight }) => sum + weight, 0);

function somePath(fraction: number): Path {
  let left = fraction * TOTAL_WEIGHT;
  const found = PATHS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return found ?? (PATHS[0] as Path);
}

function count(tally: Tally, answer: Answer): void {
  if (answer.status === 0 || answer.status >= 500) tally.serverErrors++;
  else if (isAccepted(answer)) tally.accepted++;
  else tally.refused++;
}

/** Imports and reassignments say for each booking how it went. */
function isAccepted({ status, body }: Answer): boolean {
  if (status < 200 || status >= 300) return false;
  const outcomes = Array.isArray(body.data) ? (body.data as { outcome?: string }[]) : [];
  return outcomes.every(({ outcome }) => outcome === 'imported' || outcome === 'moved');
}

interface Lists {
  readonly data: readonly { readonly id: string }[];
  readonly slots: readonly Omit<HotSlot, 'serviceId'>[];
}

const HOT_FOR_EACH = 10;

/** The same few times of every service, three days from now: where everybody wants to be. */
export async function prepareGround(world: TestWorld, slug: string): Promise<Ground> {
  const tenant = world.tenants.find((one) => one.slug === slug);
  const host = tenant?.domains[0] ?? tenant?.host ?? '';
  const apiKey = tenant?.apiKey ?? '';
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    return (await (await world.fetchAs(host, `/api/v1${path}`, { headers })).json()) as Lists;
  };
  const lists = await Promise.all(['/services', '/providers', '/resources'].map(read));
  const [services = [], providers = [], resources = []] = lists.map(({ data }) => data.map(({ id }) => id));
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const hot: HotSlot[] = [];
  for (const serviceId of services) {
    const { slots } = await read(`/availability?serviceId=${serviceId}&from=${day(3)}&to=${day(7)}`);
    hot.push(
      ...slots
        .slice(0, HOT_FOR_EACH)
        .map(({ providerId, startsAt, endsAt }) => ({ serviceId, providerId, startsAt, endsAt })),
    );
  }
  if (hot.length === 0) throw new Error(`${slug} offers no time`);
  const given = { holds: [], bookings: [], pending: [], blocks: [], series: [], entries: [] };
  return { host, apiKey, hot, subjectIds: [...providers, ...resources], ...given };
}
