/** The table of docs/architecture.md as rules: who may import whom. */

const areas = 'tenancy|people|agenda|money|partners|outreach|insight|operations|site|console';
const composition = '^src/((worker|app|tenant-endpoints|tenant-context)\\.ts$|backstage/)';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-nobody',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { pathNot: ['^src/kernel/', '^node_modules/temporal-polyfill/'] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules import the kernel, contracts and other rules; libraries only where they decide, never where they do.',
      severity: 'error',
      from: { path: '^src/.*/rules(\\.ts$|/)' },
      to: {
        pathNot: [
          '^src/kernel/',
          '/rules(\\.ts$|/)',
          '/(spec-)?contract\\.ts$',
          '\\.json$',
          '^node_modules/(libphonenumber-js|ipaddr\\.js)/',
        ],
      },
    },
    {
      name: 'platform-knows-no-area',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: `^src/(${areas}|http|local)/|${composition}` },
    },
    {
      name: 'slices-keep-their-store',
      comment:
        "Another slice's store and gateways are private. A store may join another slice's tables, for reading.",
      severity: 'error',
      from: { path: `^src/(${areas})/([^/]+)/` },
      to: { path: `^src/(${areas})/[^/]+/(store|gateway-[^/]+)\\.ts$`, pathNot: '^src/$1/$2/' },
    },
    {
      name: 'tables-are-for-stores',
      severity: 'error',
      from: { path: '^src/', pathNot: '/store\\.ts$' },
      to: { path: `^src/(${areas})/.*/tables\\.ts$` },
    },
    {
      name: 'only-routes-and-pages-speak-http',
      severity: 'error',
      from: {
        path: `^src/(${areas})/`,
        pathNot: ['/routes\\.tsx?$', '^src/(site|console)/', '/[^/]+\\.tsx$'],
      },
      to: { path: '^(src/http/|node_modules/hono/)' },
    },
    {
      name: 'only-stores-and-platform-speak-sql',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/platform/', '^src/local/', '/(store|tables)\\.ts$'] },
      to: { path: '^node_modules/(drizzle-orm|@libsql)/' },
    },
    {
      name: 'nothing-imports-the-composition',
      severity: 'error',
      from: { path: '^src/', pathNot: [composition, '^src/http/request-context\\.ts$'] },
      to: { path: composition },
    },
    {
      name: 'the-worker-never-imports-local',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/local/' },
      to: { path: '^(src/local/|test/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['workerd', 'worker', 'import', 'types', 'default'],
    },
  },
};
