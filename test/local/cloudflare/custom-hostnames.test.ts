import { describe, expect, it } from 'vitest';
import { call, created, DV, SHOP, temporaryDir, testEmulator } from './emulator.ts';

interface Refusal {
  readonly errors: readonly [{ readonly code: number }];
}

const UUID = /^[0-9a-f-]{36}$/;

describe('the API of custom hostnames', () => {
  it('shows a new one with both statuses and everything that proves it', async () => {
    const emulator = await testEmulator();
    const { status, json } = await call(emulator, 'POST', '', { hostname: SHOP.toUpperCase(), ssl: DV });
    expect(status).toBe(201);
    expect(json).toMatchObject({ success: true, errors: [], messages: [] });
    expect(json.result).toMatchObject({
      id: expect.stringMatching(UUID),
      hostname: SHOP,
      status: 'pending',
      ownership_verification: {
        type: 'txt',
        name: `_cf-custom-hostname.${SHOP}`,
        value: expect.stringMatching(UUID),
      },
      ssl: { status: 'initializing', method: 'txt', type: 'dv', wildcard: false },
    });
    const { json: read } = await call(emulator, 'GET', `/${json.result.id}`);
    expect(read.result.verification_errors).toEqual(['custom hostname does not CNAME to this zone.']);
    expect(read.result.ssl).toMatchObject({
      status: 'pending_validation',
      validation_records: [{ status: 'pending', txt_name: `_acme-challenge.${SHOP}` }],
      dcv_delegation_records: [{ cname: `_acme-challenge.${SHOP}` }],
    });
  });

  const REFUSED: readonly [string, unknown, number, number][] = [
    ['no JSON', 'x', 400, 1400],
    ['no hostname', { ssl: DV }, 400, 1407],
    ['an address', { hostname: '10.0.0.1', ssl: DV }, 400, 1407],
    ['a wildcard', { hostname: '*.tienda.com.ar', ssl: DV }, 400, 1407],
    ['a reserved TLD', { hostname: 'shop.localhost', ssl: DV }, 400, 1409],
    ['example.com', { hostname: 'shop.example.com', ssl: DV }, 400, 1411],
    ['metadata', { hostname: SHOP, ssl: DV, custom_metadata: { a: 'b' } }, 403, 1413],
    ['an origin of its own', { hostname: SHOP, ssl: DV, custom_origin_server: 'a.b' }, 403, 1414],
    ['another method', { hostname: SHOP, ssl: { ...DV, method: 'fax' } }, 400, 1432],
    ['another type', { hostname: SHOP, ssl: { ...DV, type: 'ev' } }, 400, 1433],
    ['a method alone', { hostname: SHOP, ssl: { method: 'http' } }, 400, 1440],
  ];

  it.each(REFUSED)('refuses %s with its code', async (_, body, status, code) => {
    const emulator = await testEmulator();
    const refused = await call(emulator, 'POST', '', body);
    expect([refused.status, refused.json.success, refused.json.errors[0].code]).toEqual([
      status,
      false,
      code,
    ]);
    expect(emulator.hostnames()).toEqual([]);
  });

  it('refuses a duplicate, here or in another zone, and what is over the quota', async () => {
    const emulator = await testEmulator();
    await created(emulator);
    emulator.useElsewhere('otra.com.ar');
    for (const hostname of [SHOP, 'otra.com.ar']) {
      const { status, json } = await call(emulator, 'POST', '', { hostname, ssl: DV });
      expect([status, json.errors[0].code]).toEqual([409, 1406]);
    }
    for (const [quota, code] of [
      [1, 1405],
      [0, 1404],
    ] as const) {
      emulator.setQuota(quota);
      const { status, json } = await call(emulator, 'POST', '', { hostname: 'mas.com.ar', ssl: DV });
      expect([status, json.errors[0].code]).toEqual([403, code]);
    }
    const { json } = await call(emulator, 'GET', '/quota');
    expect(json.result).toMatchObject({ allocated: 0, used: 1, exceeded: true });
  });

  it('refuses whoever has no token, another zone, and an id that there is not', async () => {
    const emulator = await testEmulator();
    const base = `${emulator.url}/client/v4/zones`;
    const authorization = `Bearer ${emulator.apiToken}`;
    const wrong = await fetch(`${base}/${emulator.zoneId}/custom_hostnames`);
    expect([wrong.status, ((await wrong.json()) as Refusal).errors[0].code]).toEqual([403, 10_000]);
    const other = await fetch(`${base}/other/custom_hostnames`, { headers: { authorization } });
    expect([other.status, ((await other.json()) as Refusal).errors[0].code]).toEqual([404, 7003]);
    const { status, json } = await call(emulator, 'GET', '/00000000-0000-0000-0000-000000000000');
    expect([status, json.errors[0].code]).toEqual([404, 1436]);
  });

  it('lists by name and state, in pages', async () => {
    const emulator = await testEmulator();
    const names = Array.from({ length: 7 }, (_, i) => `sitio${i}.com.ar`);
    for (const name of names) await created(emulator, name);
    const { json } = await call(emulator, 'GET', '?page=2&per_page=5');
    expect(json.result_info).toEqual({ page: 2, per_page: 5, count: 2, total_count: 7, total_pages: 2 });
    const one = await call(emulator, 'GET', '?hostname=sitio3.com.ar');
    expect(one.json.result.map(({ hostname }: { hostname: string }) => hostname)).toEqual(['sitio3.com.ar']);
    expect((await call(emulator, 'GET', '?hostname_status=active')).json.result).toEqual([]);
    expect((await call(emulator, 'GET', '?hostname.contain=sitio')).json.result_info.total_count).toBe(7);
  });

  it('deletes once, and keeps the fallback origin', async () => {
    const emulator = await testEmulator();
    const id = await created(emulator);
    expect(await call(emulator, 'DELETE', `/${id}`)).toMatchObject({ status: 200, json: { result: { id } } });
    expect((await call(emulator, 'DELETE', `/${id}`)).status).toBe(404);
    expect((await call(emulator, 'GET', '/fallback_origin')).status).toBe(404);
    await call(emulator, 'PUT', '/fallback_origin', { origin: 'service.plataforma.example' });
    const { json } = await call(emulator, 'GET', '/fallback_origin');
    expect(json.result).toMatchObject({ origin: 'service.plataforma.example', status: 'active' });
  });

  it('does not change what is blocked', async () => {
    const emulator = await testEmulator();
    const id = await created(emulator);
    emulator.block(SHOP);
    const { status, json } = await call(emulator, 'PATCH', `/${id}`, { ssl: DV });
    expect([status, json.errors[0].code]).toEqual([409, 1439]);
  });

  it('remembers everything past its own end', async () => {
    const dataDir = temporaryDir();
    const before = await testEmulator({ dataDir });
    const id = await created(before);
    before.dns.set(SHOP, { CNAME: 'x.plataforma.example' });
    before.advance(3_600_000);
    const after = await testEmulator({ dataDir });
    expect(after.apiToken).toBe(before.apiToken);
    expect((await call(after, 'GET', `/${id}`)).json.result.status).toBe('active');
    expect(after.now() - Date.now()).toBeGreaterThan(3_500_000);
  });
});

describe('faults', () => {
  it('answer without doing, do without answering, and strike one method only', async () => {
    const emulator = await testEmulator();
    emulator.faults.add({ kind: 'status-before', status: 429, method: 'POST', times: 1 });
    const body = { hostname: SHOP, ssl: DV };
    expect((await call(emulator, 'GET')).status).toBe(200);
    expect((await call(emulator, 'POST', '', body)).status).toBe(429);
    expect(emulator.hostnames()).toHaveLength(0);
    emulator.faults.add({ kind: 'lost-response', method: 'POST', times: 1 });
    await expect(call(emulator, 'POST', '', body)).rejects.toThrow('fetch failed');
    expect(emulator.hostnames()).toHaveLength(1);
    emulator.faults.add({ kind: 'status-after', status: 502, method: 'DELETE', times: 1 });
    const [{ id } = { id: '' }] = emulator.hostnames();
    expect((await call(emulator, 'DELETE', `/${id}`)).status).toBe(502);
    expect(emulator.hostnames()).toHaveLength(0);
    expect(emulator.faults.list()).toEqual([]);
  });

  it('can be set, and time moved and DNS changed, over HTTP', async () => {
    const emulator = await testEmulator();
    const put = async (path: string, body: unknown) =>
      (await fetch(`${emulator.url}${path}`, { method: 'PUT', body: JSON.stringify(body) })).json();
    expect(await put('/_faults', { kind: 'servfail', on: 'dns' })).toEqual({
      faults: [{ kind: 'servfail', on: 'dns' }],
    });
    const before = emulator.now();
    await put('/_clock', { advanceMs: 60_000 });
    expect(emulator.now() - before).toBeGreaterThanOrEqual(60_000);
    await put('/_dns', { name: SHOP, TXT: ['hola'] });
    expect(emulator.dns.hasText(SHOP, 'hola')).toBe(true);
    const wrong = await fetch(`${emulator.url}/_faults`, { method: 'PUT', body: '{"kind":"rain"}' });
    expect(wrong.status).toBe(400);
  });
});
