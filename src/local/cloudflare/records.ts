import * as z from 'zod';

const sslSchema = z.object({
  id: z.string(),
  status: z.enum([
    'initializing',
    'pending_validation',
    'pending_issuance',
    'pending_deployment',
    'active',
    'expired',
    'validation_timed_out',
  ]),
  method: z.enum(['http', 'txt', 'email']),
  type: z.literal('dv'),
  settings: z.record(z.string(), z.unknown()),
  bundle_method: z.string(),
  wildcard: z.boolean(),
  certificate_authority: z.string(),
  /** What the certificate authority wants to find; new with every validation. */
  token: z.string(),
  attempts: z.int(),
  /** When something happens next by time alone; null: nothing. */
  dueAt: z.number().nullable(),
  validationStartedAt: z.number(),
  expiresAt: z.number().nullable(),
  validation_errors: z.array(z.string()),
});

const hostnameSchema = z.object({
  id: z.string(),
  hostname: z.string(),
  createdAt: z.number(),
  status: z.enum(['pending', 'active', 'moved', 'blocked']),
  ownershipToken: z.string(),
  verification_errors: z.array(z.string()),
  attempts: z.int(),
  dueAt: z.number().nullable(),
  ssl: sslSchema,
});

/** What a name says; a CNAME stands alone. */
const dnsSchema = z.object({
  CNAME: z.string().optional(),
  A: z.array(z.string()).optional(),
  TXT: z.array(z.string()).optional(),
});

export const stateSchema = z.object({
  apiToken: z.string(),
  clockAheadMs: z.number(),
  quota: z.int(),
  fallbackOrigin: z.object({ origin: z.string(), createdAt: z.number() }).nullable(),
  hostnames: z.array(hostnameSchema),
  /** Hostnames that a zone of somebody else's account serves. */
  elsewhere: z.array(z.string()),
  dns: z.record(z.string(), dnsSchema),
});

export type SslRecord = z.infer<typeof sslSchema>;
export type HostnameRecord = z.infer<typeof hostnameSchema>;
export type DnsRecords = z.infer<typeof dnsSchema>;
export type CloudflareState = z.infer<typeof stateSchema>;
