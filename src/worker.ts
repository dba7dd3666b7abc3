import { createApp } from './app.ts';

export { LiveFeed } from './agenda/live/live-feed-object.ts';
export { ProviderLock } from './agenda/occupancy/provider-lock-object.ts';
export { TenantAlarm } from './platform/tenant-alarm-object.ts';
export { RateMeter } from './tenancy/plans/rate-meter-object.ts';
export { TenantNews } from './tenancy/tenants/tenant-news-entrypoint.ts';

/** The Worker that answers tenants' requests. What nobody waits for is done by another (`backstage/worker.ts`). */
export default createApp() satisfies ExportedHandler<Env>;
