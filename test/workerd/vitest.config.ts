import { join } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineProject } from 'vitest/config';
import type { Surroundings } from './global-setup.ts';

/** The Worker's own code inside workerd, bound as wrangler.toml says, over a real database server. */
export default defineProject({
  plugins: [
    cloudflareTest(({ inject }) => ({
      wrangler: { configPath: join(import.meta.dirname, '../../wrangler.toml') },
      miniflare: {
        bindings: inject<Surroundings>('surroundings').bindings,
        // The other Worker is not here; what it does with queues is called by name.
        serviceBindings: { BACKSTAGE: () => new Response(null, { status: 404 }) },
        modulesRules: [{ type: 'Text', include: ['**/*.sql'], fallthrough: true }],
      },
    })),
  ],
  test: {
    name: 'workerd',
    include: ['**/*.test.ts'],
    globalSetup: ['./global-setup.ts'],
  },
});
