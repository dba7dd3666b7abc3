import { describe, expect, it } from 'vitest';
import { isCronDue } from '../../../src/local/world/cron.ts';

describe('a cron line', () => {
  const saturday = '2026-11-21T12:35:00Z';
  const cases: [string, string, boolean][] = [
    ['*/5 * * * *', saturday, true],
    ['*/5 * * * *', '2026-11-21T12:36:00Z', false],
    ['* * * * *', '2026-11-21T12:36:00Z', true],
    ['35 12 * * *', saturday, true],
    ['35 13 * * *', saturday, false],
    ['0,35 9-17 * * *', saturday, true],
    ['5/10 * * * *', saturday, true],
    ['5/10 * * * *', '2026-11-21T12:30:00Z', false],
    ['35 12 21 11 6', saturday, true],
    ['35 12 21 11 0', saturday, false],
    ['35 12 */2 * *', saturday, true],
    ['35 12 */2 * *', '2026-11-22T12:35:00Z', false],
    ['not a cron', saturday, false],
  ];
  it.each(cases)('%s at %s is due: %s', (cron, at, isDue) => {
    expect(isCronDue(cron, new Date(at))).toBe(isDue);
  });
});
