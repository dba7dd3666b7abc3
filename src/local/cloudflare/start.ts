import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Dns } from './dns.ts';
import type { Faults } from './faults.ts';
import { type Delays, NO_DELAYS } from './hostname-life.ts';
import { createHttpServer } from './http-server.ts';
import type { HostnameRecord } from './records.ts';
import type { WebhookTarget } from './webhooks.ts';
import { openZone, type Zone } from './zone.ts';

export interface CloudflareEmulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** The zone that custom hostnames point to. */
  readonly zoneName: string;
  /** How long the parts of a certificate's making take; nothing unless told. */
  readonly delays?: Delays;
}

export interface CloudflareEmulator {
  readonly url: string;
  readonly zoneId: string;
  readonly apiToken: string;
  /** The resolver's address, for DNS over HTTPS. */
  readonly dnsUrl: string;
  readonly dns: Dns;
  readonly faults: Faults;
  /** What the zone holds, after everything that is due. */
  hostnames(): readonly HostnameRecord[];
  /** Lets time pass, with everything that it makes due. */
  advance(ms: number): void;
  now(): number;
  /** As Cloudflare blocks a name: by its own decision. */
  block(hostname: string): void;
  /** A zone of somebody else's account serves the name, or no longer. */
  useElsewhere(hostname: string, isUsed?: boolean): void;
  setQuota(quota: number): void;
  sendWebhooksTo(target: WebhookTarget | undefined): void;
  /** Resolves when no webhook is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const ZONE_ID = '00000000000000000000000000000001';

/** Cloudflare for SaaS on the loopback: custom hostnames, a resolver, and the DNS of everybody else. */
export async function startCloudflareEmulator(
  options: CloudflareEmulatorOptions,
): Promise<CloudflareEmulator> {
  const { port, dataDir, zoneName, delays = NO_DELAYS } = options;
  const zone = openZone({ id: ZONE_ID, name: zoneName, path: join(dataDir, 'state.json'), delays });
  const server = createHttpServer(zone);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    zoneId: zone.id,
    apiToken: zone.state.apiToken,
    dnsUrl: `${url}/dns-query`,
    dns: zone.dns,
    faults: zone.faults,
    ...handles(zone),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      zone.close();
    },
  };
}

function handles(zone: Zone) {
  return {
    hostnames: () => {
      zone.live();
      return zone.list();
    },
    advance: (ms: number) => {
      zone.clock.advance(ms);
      zone.live();
      zone.save();
    },
    now: zone.clock.now,
    block: (hostname: string) => {
      const record = zone.list().find((one) => one.hostname === hostname);
      if (record !== undefined) zone.put({ ...record, status: 'blocked', dueAt: null });
    },
    useElsewhere: (hostname: string, isUsed = true) => {
      const others = zone.state.elsewhere.filter((one) => one !== hostname);
      zone.state.elsewhere = isUsed ? [...others, hostname] : others;
      zone.save();
    },
    setQuota: (quota: number) => {
      zone.state.quota = quota;
      zone.save();
    },
    sendWebhooksTo: zone.webhooks.setTarget,
    settled: zone.webhooks.settled,
  };
}
