import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { retrySeconds } from '../../../src/local/cloudflare/validation-schedule.ts';
import { call, created, DV, SHOP, statuses, testEmulator } from './emulator.ts';

const DAY = 86_400_000;
const POINTING = { CNAME: 'tienda.dominios.plataforma.example' };

describe('the schedule', () => {
  it('is Cloudflare’s own table', () => {
    const table = [60, 63, 66, 69, 72, 76, 80, 84, 88, 93, 242, 279, 321, 369, 424, 488, 561];
    expect(table.map((_, retry) => retrySeconds(retry))).toEqual(table);
    expect(retrySeconds(74)).toBe(14_400);
  });

  it('takes about seven days', () => {
    const seconds = Array.from({ length: 75 }, (_, retry) => retrySeconds(retry));
    const days = seconds.reduce((sum, one) => sum + one, 0) / 86_400;
    expect(days).toBeGreaterThan(6.5);
    expect(days).toBeLessThan(7.5);
  });
});

describe('a custom hostname', () => {
  it('is active at once where the name points here already', async () => {
    const emulator = await testEmulator();
    emulator.dns.set(SHOP, POINTING);
    expect(await statuses(emulator, await created(emulator))).toEqual(['active', 'active']);
  });

  it('that points here later is found at the next look, not before', async () => {
    const emulator = await testEmulator();
    const id = await created(emulator);
    emulator.dns.set(SHOP, POINTING);
    expect(await statuses(emulator, id)).toEqual(['pending', 'pending_validation']);
    emulator.advance(59_000);
    expect(await statuses(emulator, id)).toEqual(['pending', 'pending_validation']);
    emulator.advance(1_500);
    expect(await statuses(emulator, id)).toEqual(['active', 'active']);
  });

  it('is looked at anew when it is changed', async () => {
    const emulator = await testEmulator();
    const id = await created(emulator);
    emulator.advance(3 * DAY);
    emulator.dns.set(SHOP, POINTING);
    expect((await call(emulator, 'PATCH', `/${id}`, { ssl: DV })).status).toBe(202);
    expect(await statuses(emulator, id)).toEqual(['active', 'active']);
  });

  it('moves after 75 looks, and is forgotten seven days later', async () => {
    const emulator = await testEmulator();
    const id = await created(emulator);
    emulator.advance(6 * DAY);
    expect((await statuses(emulator, id))[0]).toBe('pending');
    emulator.advance(1.5 * DAY);
    expect((await statuses(emulator, id))[0]).toBe('moved');
    emulator.advance(7 * DAY);
    expect((await statuses(emulator, id))[0]).toBe('none');
  });

  it('that stops pointing here moves', async () => {
    const emulator = await testEmulator();
    emulator.dns.set(SHOP, POINTING);
    const id = await created(emulator);
    emulator.dns.set(SHOP, { A: ['198.51.100.7'] });
    emulator.advance(DAY + 1_000);
    expect(await statuses(emulator, id)).toEqual(['moved', 'active']);
  });

  it('has two statuses that have nothing to do with each other', async () => {
    const delays = { validationMs: 0, issuanceMs: 60_000, deploymentMs: 60_000 };
    const emulator = await testEmulator({ delays });
    emulator.dns.set(SHOP, POINTING);
    const id = await created(emulator);
    expect(await statuses(emulator, id)).toEqual(['active', 'pending_issuance']);
    emulator.advance(61_000);
    expect(await statuses(emulator, id)).toEqual(['active', 'pending_deployment']);
    emulator.advance(60_000);
    expect(await statuses(emulator, id)).toEqual(['active', 'active']);
  });

  it('is proven beforehand by TXT, its certificate by delegation, without a visitor coming here', async () => {
    const emulator = await testEmulator();
    const { json } = await call(emulator, 'POST', '', { hostname: SHOP, ssl: DV });
    const { id, ownership_verification: own, ssl } = json.result;
    emulator.dns.set(own.name, { TXT: [own.value] });
    const [{ cname, cname_target }] = ssl.dcv_delegation_records;
    emulator.dns.set(cname, { CNAME: cname_target });
    emulator.advance(61_000);
    expect(await statuses(emulator, id)).toEqual(['active', 'active']);
  });

  it('of an apex points here through the addresses of the edge', async () => {
    const emulator = await testEmulator();
    emulator.dns.set('tienda.com.ar', { A: ['203.0.113.10'] });
    expect(await statuses(emulator, await created(emulator, 'tienda.com.ar'))).toEqual(['active', 'active']);
  });

  it('whose certificate nobody proves times out, and expires when it is not renewed', async () => {
    const emulator = await testEmulator();
    const { json } = await call(emulator, 'POST', '', {
      hostname: SHOP,
      ssl: { ...DV, certificate_authority: 'lets_encrypt' },
    });
    emulator.advance(7 * DAY + 60_000);
    expect((await statuses(emulator, json.result.id))[1]).toBe('validation_timed_out');
    emulator.dns.set('otra.com.ar', POINTING);
    const id = await created(emulator, 'otra.com.ar');
    emulator.advance(61 * DAY);
    expect(await statuses(emulator, id)).toEqual(['active', 'active']);
    emulator.dns.set('otra.com.ar', {});
    // Forgotten as moved long before the certificate ends: what is left of it is seen on the way.
    emulator.advance(7 * DAY);
    expect((await statuses(emulator, id))[0]).toBe('moved');
  });
});

describe('the resolver', () => {
  interface DnsAnswer {
    readonly Status: number;
    readonly Answer: readonly { readonly data: string }[];
  }
  const query = async (url: string, search: string) => {
    const answer = await fetch(`${url}?${search}`, { headers: { accept: 'application/dns-json' } });
    return (await answer.json()) as DnsAnswer;
  };

  it('follows aliases and answers in the JSON of DNS over HTTPS', async () => {
    const { dns, dnsUrl } = await testEmulator();
    dns.set(SHOP, POINTING);
    dns.set(`_dominio.${SHOP}`, { TXT: ['verificacion=1'] });
    expect(await query(dnsUrl, `name=${SHOP}&type=A`)).toEqual({
      Status: 0,
      TC: false,
      RD: true,
      RA: true,
      AD: false,
      CD: false,
      Question: [{ name: SHOP, type: 1 }],
      Answer: [
        { name: SHOP, type: 5, TTL: 60, data: 'tienda.dominios.plataforma.example.' },
        { name: 'tienda.dominios.plataforma.example', type: 1, TTL: 60, data: '203.0.113.10' },
        { name: 'tienda.dominios.plataforma.example', type: 1, TTL: 60, data: '203.0.113.11' },
      ],
    });
    const text = await query(dnsUrl, `name=_dominio.${SHOP}&type=TXT`);
    expect(text.Answer[0]?.data).toBe('"verificacion=1"');
    expect((await query(dnsUrl, 'name=nada.com.ar&type=A')).Status).toBe(3);
    expect((await fetch(`${dnsUrl}?type=A`)).status).toBe(400);
  });

  it('ends a circle of aliases, and says when it could not find out', async () => {
    const { dns, dnsUrl, faults } = await testEmulator();
    dns.set('a.com.ar', { CNAME: 'b.com.ar' });
    dns.set('b.com.ar', { CNAME: 'a.com.ar' });
    expect((await query(dnsUrl, 'name=a.com.ar&type=A')).Answer.length).toBeLessThanOrEqual(8);
    faults.add({ kind: 'servfail', on: 'dns', times: 1 });
    expect((await query(dnsUrl, `name=${SHOP}`)).Status).toBe(2);
    expect((await query(dnsUrl, `name=${SHOP}`)).Status).toBe(3);
  });
});

interface Received {
  readonly secret: string;
  readonly host: string;
  readonly body: { metadata: { event: { id: string; type: string } }; data: { hostname: string } };
}

async function receiver(): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { host = '' } = request.headers;
      got.push({ secret: String(request.headers['cf-webhook-auth']), host, body: JSON.parse(text) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

describe('webhooks', () => {
  it('tell of a certificate’s steps with the shared secret; they can come twice or be lost', async () => {
    const emulator = await testEmulator();
    const { url, got } = await receiver();
    emulator.sendWebhooksTo({ url, host: 'consola.test', path: '/hook', secret: 's3cret' });
    emulator.dns.set(SHOP, POINTING);
    emulator.faults.add({ kind: 'lost-webhook', times: 1 });
    emulator.faults.add({ kind: 'duplicate-webhook', times: 1 });
    const id = await created(emulator);
    await emulator.settled();
    const types = got.map(({ body }) =>
      body.metadata.event.type.replace('ssl.custom_hostname_certificate.', ''),
    );
    expect(types.toSorted()).toEqual(['deployment.succeeded', 'issuance.succeeded', 'issuance.succeeded']);
    expect(new Set(got.map(({ body }) => body.metadata.event.id)).size).toBe(2);
    expect(got[0]).toMatchObject({
      secret: 's3cret',
      host: 'consola.test',
      body: { data: { hostname: SHOP } },
    });
    await call(emulator, 'DELETE', `/${id}`);
    await emulator.settled();
    expect(got.at(-1)?.body.metadata.event.type).toBe('ssl.custom_hostname_certificate.deletion.succeeded');
  });
});
