import * as z from 'zod';
import { checkDomain } from './check-domain.ts';
import type { DomainCtx } from './open-domains.ts';
import { type DomainRow, domainByCloudflareId, domainByHost } from './store.ts';

/**
 * A notification about a certificate: `data` as Cloudflare for SaaS sends it, or wrapped once more by the notification
 * service. Old certificates come without a hostname.
 */
const subjectSchema = z.object({ id: z.string().optional(), hostname: z.string().optional() });
const eventSchema = z.object({
  metadata: z.object({ event: z.object({ type: z.string() }) }).optional(),
  data: subjectSchema.extend({ data: subjectSchema.optional() }),
});

/**
 * What a notification says is not believed: it only has the domain looked at now instead of later, so a forged,
 * repeated or late one changes nothing. Unknown hostnames are nobody's business here.
 */
export async function noteCloudflareEvent(ctx: DomainCtx, body: unknown): Promise<void> {
  const parsed = eventSchema.safeParse(body);
  if (!parsed.success) return;
  const { data, metadata } = parsed.data;
  const row = await subjectOf(ctx, data.data ?? data);
  if (row === undefined) return;
  ctx.log.info('domain.notified', { host: row.host, type: metadata?.event.type });
  // Good news of what serves already, as a renewal is.
  if (row.state === 'active' && metadata?.event.type.endsWith('.succeeded')) return;
  await checkDomain(ctx, row);
}

async function subjectOf(
  ctx: DomainCtx,
  { id, hostname }: z.infer<typeof subjectSchema>,
): Promise<DomainRow | undefined> {
  const [[byId], [byHost]] = await ctx.registry.read([
    domainByCloudflareId(id ?? ''),
    domainByHost(hostname?.toLowerCase() ?? ''),
  ]);
  return byId ?? byHost;
}
