/** Names that never resolve on the public internet (RFC 2606, 6761, 6762, 7686, 8375, 9476; ICANN on private use). */
export const RESERVED_SUFFIXES: ReadonlySet<string> = new Set([
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'test',
  'example',
  'invalid',
  'onion',
  'alt',
  'arpa',
  'example.com',
  'example.net',
  'example.org',
]);

const under = (country: string, ...labels: readonly string[]) => labels.map((label) => `${label}.${country}`);

/** Second levels under which people register names, in the countries that the platform serves (publicsuffix.org). */
export const HOST_SUFFIXES: ReadonlySet<string> = new Set([
  ...under('ar', 'com', 'net', 'org', 'gob', 'gov', 'edu', 'mil', 'int', 'tur', 'coop', 'mutual', 'musica'),
  ...under('ar', 'bet', 'senasa', 'seg'),
  ...under('mx', 'com', 'net', 'org', 'gob', 'edu'),
  ...under('co', 'com', 'net', 'nom', 'org', 'edu', 'gov', 'mil'),
  ...under('uy', 'com', 'net', 'org', 'gub', 'edu', 'mil'),
  ...under('br', 'com', 'net', 'org', 'gov', 'edu', 'art', 'med', 'psc'),
  ...under('py', 'com', 'net', 'org', 'gov', 'edu', 'coop'),
  ...under('pe', 'com', 'net', 'org', 'gob', 'edu', 'nom'),
]);
