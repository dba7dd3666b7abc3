import * as z from 'zod';

const schema = z
  .object({
    ENVIRONMENT: z.enum(['local', 'staging', 'production']),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']),
    PLATFORM_DOMAIN: z.string().min(1),
    CONSOLE_HOST: z.string().min(1),
    DATABASE_URL_TEMPLATE: z.string().includes('{hostname}'),
    DATABASE_READ_TIMEOUT_MS: z.coerce.number().int().min(200).max(8_000),
    REGISTRY_URL: z.string().min(1),
    REGISTRY_TOKEN: z.string().min(1),
    MASTER_KEY: z.base64().length(44),
    CLOUDFLARE_API_URL: z.url(),
    CLOUDFLARE_ZONE_ID: z.string().regex(/^[0-9a-f]{32}$/),
    CLOUDFLARE_API_TOKEN: z.string().min(1),
    DNS_URL: z.url(),
    CNAME_TARGET: z.string().includes('.'),
    PLATFORM_HOST_PAGES: z.enum(['redirect', 'serve']),
    WEBHOOK_LOOPBACK: z.enum(['allow', 'refuse']),
    API_RATE_FACTOR: z.coerce.number().int().min(1).max(10_000),
  })
  .refine((env) => env.ENVIRONMENT === 'local' || env.WEBHOOK_LOOPBACK === 'refuse', {
    path: ['WEBHOOK_LOOPBACK'],
    message: 'Only the local environment may send webhooks to loopback addresses',
  })
  .refine((env) => env.ENVIRONMENT === 'local' || env.API_RATE_FACTOR === 1, {
    path: ['API_RATE_FACTOR'],
    message: 'Only the local environment may let API keys call faster than their plan says',
  });

/** What both Workers are told by their environment, checked once: a deployment with a wrong or missing setting answers nothing at all. */
export interface Settings {
  readonly environment: 'local' | 'staging' | 'production';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Tenants answer on `<slug>.<platformDomain>` besides their own domains. */
  readonly platformDomain: string;
  readonly consoleHost: string;
  /** Cloudflare for SaaS, and the DNS that own domains are looked up in. */
  readonly cloudflare: {
    readonly apiUrl: string;
    /** A zone of this environment alone: hostnames that it does not know are removed. */
    readonly zoneId: string;
    readonly apiToken: string;
    readonly dnsUrl: string;
    /** Own domains point to names below it, one for each tenant. */
    readonly cnameTarget: string;
  };
  /** Whether pages on the platform's subdomain lead to the tenant's own domain as soon as that serves. */
  readonly isPlatformHostRedirected: boolean;
  readonly databaseUrlTemplate: string;
  /** How long anybody waits for a tenant's database to answer a reading. */
  readonly databaseReadTimeoutMs: number;
  readonly registry: { readonly url: string; readonly token: string };
  readonly masterKey: string;
  readonly areLoopbackWebhooksAllowed: boolean;
  /** Multiplies what the plans let API keys do. */
  readonly apiRateFactor: number;
}

const parsed = new WeakMap<object, Settings>();

export function settingsOf(env: object): Settings {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const settings = parseSettings(env);
  parsed.set(env, settings);
  return settings;
}

function parseSettings(env: object): Settings {
  const vars = schema.parse(env);
  return {
    environment: vars.ENVIRONMENT,
    logLevel: vars.LOG_LEVEL,
    platformDomain: vars.PLATFORM_DOMAIN,
    consoleHost: vars.CONSOLE_HOST,
    cloudflare: {
      apiUrl: vars.CLOUDFLARE_API_URL,
      zoneId: vars.CLOUDFLARE_ZONE_ID,
      apiToken: vars.CLOUDFLARE_API_TOKEN,
      dnsUrl: vars.DNS_URL,
      cnameTarget: vars.CNAME_TARGET,
    },
    isPlatformHostRedirected: vars.PLATFORM_HOST_PAGES === 'redirect',
    databaseUrlTemplate: vars.DATABASE_URL_TEMPLATE,
    databaseReadTimeoutMs: vars.DATABASE_READ_TIMEOUT_MS,
    registry: { url: vars.REGISTRY_URL, token: vars.REGISTRY_TOKEN },
    masterKey: vars.MASTER_KEY,
    areLoopbackWebhooksAllowed: vars.WEBHOOK_LOOPBACK === 'allow',
    apiRateFactor: vars.API_RATE_FACTOR,
  };
}
