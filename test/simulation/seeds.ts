import { loadPlatformWith } from './hooks.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import type { SeedReport } from './simulate.ts';

// A process that simulates the seeds it is told to, with the bug that its argument names planted, or none.

export interface Order {
  readonly from: number;
  readonly count: number;
  /** No more seeds after the first that breaks a promise. */
  readonly untilBroken?: boolean;
  readonly isTraced?: boolean;
}

const bug = PLANTED_BUGS.find(({ name }) => name === process.argv[2]);
const patches = bug?.patches ?? [];
// Refusals are errors, and there are many: most of their cost is the stack that nobody reads.
Error.stackTraceLimit = 4;
const say = process.stdout.write.bind(process.stdout);
loadPlatformWith(patches);
const { makeMaterial } = await import('./images.ts');
const { simulate } = await import('./simulate.ts');
const material = await makeMaterial(patches);

process.on('message', async ({ from, count, untilBroken, isTraced }: Order) => {
  const reports: SeedReport[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const report = await simulate({
      seed,
      material,
      ...(isTraced && { onTrace: (line) => void say(`${line}\n`) }),
    });
    reports.push(report);
    if (untilBroken && report.violations.length > 0) break;
  }
  process.send?.(reports);
});
process.send?.('ready');
