import { defineConfig } from 'vitest/config';

/** Whole servers and Workers: part of `npm test`, too slow for every `npm run check`. */
const integration = [
  'test/http/{api,bad-input,calendars,isolation}.test.ts',
  'test/tenancy/*.test.ts',
  'test/tenancy/!(rules)/**/*.test.ts',
  'test/local/**/*.test.ts',
  'test/platform/{broken-database,idempotency}.test.ts',
  'test/partners/webhooks/deliveries.test.ts',
  'test/outreach/mail/!(mail-headers).test.ts',
  'test/simulation/simulate.test.ts',
];

/** Use cases over a real database server, without a Worker: part of `npm test`. */
const useCases = [
  'test/agenda/trial.test.ts',
  'test/agenda/bookings/{change-booking,create-booking,repeated-requests,visits}.test.ts',
  'test/agenda/calendars/{external-calendars,provider-feed}.test.ts',
  'test/agenda/catalog/load-catalog.test.ts',
  'test/agenda/desk/{day,desk}.test.ts',
  'test/agenda/occupancy/occupy-time.test.ts',
  'test/agenda/series/{change-series,series}.test.ts',
  'test/agenda/waitlist/waitlist.test.ts',
  'test/partners/credentials/api-keys.test.ts',
  'test/people/customers/recognize-customer.test.ts',
  'test/people/intake/{intake,rights}.test.ts',
];

/** Rules against oracles over thousands of drawn cases: part of `npm test`, too slow for every `npm run check`. */
const properties = [
  'test/kernel/local-time.test.ts',
  'test/agenda/availability/{explain-starts,free-starts,offered-visits,spans,working-windows,zones}.test.ts',
  'test/agenda/calendars/hostile-calendars.test.ts',
  'test/agenda/occupancy/{claim-ledger,overlap-trigger}.test.ts',
  'test/outreach/mail/mail-headers.test.ts',
  'test/simulation/overlap-query.test.ts',
  'test/site/theme.test.ts',
];

export default defineConfig({
  test: {
    // Half of the time of the slow ones is waiting: for a browser, a queue, an alarm.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          // One module graph for each worker: most of the time went into loading it again for every file.
          isolate: false,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...integration, ...useCases, ...properties, 'test/workerd/**', 'test/journeys/**'],
        },
      },
      {
        test: {
          name: 'properties',
          environment: 'node',
          isolate: false,
          include: properties,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'use-cases',
          environment: 'node',
          isolate: false,
          include: useCases,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: integration,
          testTimeout: 30_000,
          globalSetup: 'test/support/build-once.ts',
        },
      },
      'test/workerd/vitest.config.ts',
      {
        // With a real browser where people would use one.
        test: {
          name: 'journeys',
          environment: 'node',
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: 'test/support/build-once.ts',
        },
      },
    ],
  },
});
