import * as z from 'zod';

const schema = z.object({
  OPERATOR_TOKEN: z.string().min(24),
  TURSO_API_URL: z.url(),
  TURSO_API_TOKEN: z.string().min(1),
  TURSO_ORGANIZATION: z.string().min(1),
  TURSO_GROUP: z.string().min(1),
  CLOUDFLARE_WEBHOOK_SECRET: z.string().min(24),
  ORPHAN_HOSTNAMES: z.enum(['remove', 'report']),
  MAIL_API_URL: z.url(),
  MAIL_API_KEY: z.string().min(1),
  MAIL_FROM: z.email(),
});

/** What the operators' Worker is told besides: the one that answers tenants never holds these secrets. */
export interface OperatorSettings {
  readonly operatorToken: string;
  readonly turso: {
    readonly apiUrl: string;
    readonly apiToken: string;
    readonly organization: string;
    readonly group: string;
  };
  readonly cloudflareWebhookSecret: string;
  /** Whether hostnames that nobody knows are removed from the zone, or only told of. */
  readonly orphanHostnames: 'remove' | 'report';
  readonly mail: {
    readonly apiUrl: string;
    readonly apiKey: string;
    /** Of whoever has no sender of their own; its domain should name nobody. */
    readonly from: string;
  };
}

const parsed = new WeakMap<object, OperatorSettings>();

export function operatorSettingsOf(env: BackstageEnv): OperatorSettings {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const vars = schema.parse(env);
  const settings = {
    operatorToken: vars.OPERATOR_TOKEN,
    turso: {
      apiUrl: vars.TURSO_API_URL,
      apiToken: vars.TURSO_API_TOKEN,
      organization: vars.TURSO_ORGANIZATION,
      group: vars.TURSO_GROUP,
    },
    cloudflareWebhookSecret: vars.CLOUDFLARE_WEBHOOK_SECRET,
    orphanHostnames: vars.ORPHAN_HOSTNAMES,
    mail: { apiUrl: vars.MAIL_API_URL, apiKey: vars.MAIL_API_KEY, from: vars.MAIL_FROM },
  };
  parsed.set(env, settings);
  return settings;
}
