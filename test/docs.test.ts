import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FEATURES, QUOTAS } from '../src/kernel/plan.ts';
import { OFFERS, type Offer } from '../src/tenancy/plans/rules/offer.ts';

const number = (amount: number) => amount.toLocaleString('en-US');

function row(title: string, cell: (offer: Offer) => string): string {
  return `| ${[title, ...OFFERS.map(cell)].join(' | ')} |`;
}

test('the table of plans in the guide says what the plans are', () => {
  const table = [
    row('', ({ id }) => `\`${id}\``),
    `|${'---|'.repeat(OFFERS.length + 1)}`,
    ...FEATURES.map((feature) =>
      row(`\`${feature}\``, ({ features }) => (features.includes(feature) ? 'yes' : '–')),
    ),
    ...QUOTAS.map((quota) => row(`${quota}, at most`, ({ quotas }) => number(quotas[quota]))),
    row('bookings a month (shown, never refused)', ({ bookingsPerMonth }) => number(bookingsPerMonth)),
    row('API calls a minute', ({ rate }) => number(rate.perMinute)),
    row('API calls at once', ({ rate }) => number(rate.burst)),
    row('availability aimed at', ({ serviceLevel }) => `${serviceLevel.availabilityPercent} %`),
    row('support answers within, working hours', ({ serviceLevel }) => `${serviceLevel.supportHours} h`),
    row('RPO', ({ serviceLevel }) => `${serviceLevel.rpoMinutes} min`),
    row('RTO', ({ serviceLevel }) => `${serviceLevel.rtoMinutes} min`),
  ].join('\n');
  expect(readFileSync('docs/tenants.md', 'utf8')).toContain(table);
});
