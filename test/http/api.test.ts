import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANA, type Api, BARBER, bearer, CONSOLE, openApi, problem } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 60_000);
afterAll(() => api.world.stop());

describe('whose host it is', () => {
  it.each(['unknown.example.com', 'barberia-palermo.localhost.example.com', '127.0.0.1', 'localhost'])(
    '%s gets 421 and no data',
    async (host) => {
      expect((await problem(api.call('/services', {}, host))).code).toBe('unknown-host');
    },
  );

  it('the Host header alone decides', async () => {
    const headers = { 'x-forwarded-host': api.other.host, forwarded: `host=${api.other.host}` };
    const tenant = (await (await api.call('/tenant', { headers })).json()) as { slug: string };
    expect(tenant.slug).toBe('barberia-palermo');
  });

  it('in capital letters or with a port it is the same host', async () => {
    expect((await api.call('/tenant', {}, BARBER.toUpperCase())).status).toBe(200);
    expect((await api.call('/tenant', {}, `${BARBER}:8787`)).status).toBe(200);
  });

  it('the console’s host has no tenant’s API, and tenants have no console’s', async () => {
    expect((await problem(api.call('/services', {}, CONSOLE))).code).toBe('not-found');
    const operator = { headers: bearer(api.world.operatorToken) };
    expect((await api.world.fetchAs(BARBER, '/api/operator/tenants', operator)).status).toBe(404);
    expect((await api.world.fetchAs(CONSOLE, '/api/operator/tenants', operator)).status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['a tenant’s key', () => bearer(api.key)],
    ['half of the token', () => bearer(api.world.operatorToken.slice(0, 12))],
    ['the token without Bearer', () => ({ authorization: api.world.operatorToken })],
  ])('the console refuses %s', async (_, headers) => {
    const sent = typeof headers === 'function' ? headers() : headers;
    const refused = api.world.fetchAs(CONSOLE, '/api/operator/tenants', {
      headers: sent as Record<string, string>,
    });
    expect((await problem(refused)).code).toBe('unauthenticated');
  });
});

describe('what belongs to another tenant does not exist', () => {
  it('its key opens nothing', async () => {
    expect((await api.call('/bookings', { headers: bearer(api.key) })).status).toBe(200);
    expect((await problem(api.call('/bookings', { headers: bearer(api.other.key) }))).code).toBe(
      'unauthenticated',
    );
    expect((await problem(api.call('/bookings', { headers: bearer(api.key) }, api.other.host))).code).toBe(
      'unauthenticated',
    );
  });

  it('its bookings, links, services and keys are unknown', async () => {
    const { id, manageToken } = (await (await api.book()).json()) as { id: string; manageToken: string };
    const link = { 'manage-token': manageToken };
    expect((await api.call(`/bookings/${id}`, { headers: link })).status).toBe(200);
    for (const headers of [link, bearer(api.other.key)])
      expect((await problem(api.call(`/bookings/${id}`, { headers }, api.other.host))).code).toBe(
        'not-found',
      );
    const there = api.call(
      '/bookings',
      { method: 'POST', json: { ...api.wish(), customer: ANA } },
      api.other.host,
    );
    expect((await problem(there)).code).toBe('not-found');
    const keys = (await (await api.call('/api-keys', { headers: bearer(api.key) })).json()) as {
      data: { id: string }[];
    };
    const revoke = { method: 'POST', headers: bearer(api.other.key), json: {} };
    expect(
      (await problem(api.call(`/api-keys/${keys.data[0]?.id}/revoke`, revoke, api.other.host))).code,
    ).toBe('not-found');
  });
});

describe('credentials', () => {
  it.each(['Bearer', 'Bearer ', 'Basic abc', 'bp_live_x', 'Bearer a b', `Bearer ${'x'.repeat(57)}`])(
    '"%s" is not one',
    async (authorization) => {
      expect((await problem(api.call('/bookings', { headers: { authorization } }))).code).toBe(
        'unauthenticated',
      );
    },
  );

  it('a wrong key is refused even where none is needed', async () => {
    expect(
      (await problem(api.call('/services', { headers: bearer(`${api.key.slice(0, -1)}_`) }))).status,
    ).toBe(401);
  });

  it('a revoked key stops within thirty seconds, one that reads cannot write', async () => {
    const json = { name: 'Sólo lectura', scopes: ['bookings:read', 'api-keys:read'] };
    const made = await api.call('/api-keys', { method: 'POST', headers: bearer(api.key), json });
    const reader = (await made.json()) as { key: string };
    expect((await api.call('/bookings', { headers: bearer(reader.key) })).status).toBe(200);
    expect((await problem(api.book(bearer(reader.key)))).code).toBe('forbidden');
    const wider = {
      method: 'POST',
      headers: bearer(reader.key),
      json: { name: 'Otra', scopes: ['bookings:read'] },
    };
    expect((await problem(api.call('/api-keys', wider))).code).toBe('forbidden');
  });
});

describe('Idempotency-Key', () => {
  it('gives the same answer to the same request, says that it is a repetition, and books once', async () => {
    const [headers, input] = [{ 'idempotency-key': '"uuid-1"' }, api.wish()];
    const [first, second] = [
      await api.book(headers, input),
      await api.book({ 'idempotency-key': 'uuid-1' }, input),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect([first, second].map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([
      null,
      'true',
    ]);
    expect(await second.text()).toBe(await first.text());
  });

  it('with another body is refused', async () => {
    await api.book({ 'idempotency-key': 'uuid-2' });
    expect((await problem(api.book({ 'idempotency-key': 'uuid-2' }))).code).toBe('idempotency-key-reused');
  });

  it('is the credential’s own: another’s same key is another request', async () => {
    const headers = { 'idempotency-key': 'uuid-3' };
    const [first, second] = [await api.book(headers), await api.book({ ...headers, ...bearer(api.key) })];
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([
      201,
      201,
      null,
    ]);
  });

  it('is the path’s own: a hold and a booking may share one', async () => {
    const headers = { 'idempotency-key': 'uuid-4' };
    const hold = await api.call('/holds', { method: 'POST', headers, json: api.wish() });
    expect([hold.status, (await api.book(headers)).status]).toEqual([201, 201]);
  });

  it.each(['', ' ', 'two words', 'ñandú'.normalize('NFC'), 'x'.repeat(256)])(
    '"%s" is not one',
    async (value) => {
      const sent = Buffer.from(value, 'utf8').toString('latin1');
      expect((await problem(api.book({ 'idempotency-key': sent }))).code).toBe('invalid-input');
    },
  );

  it('twelve at once book once', async () => {
    const [headers, input] = [{ 'idempotency-key': 'uuid-5' }, api.wish()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.book(headers, input)));
    const bodies = await Promise.all(
      answers.map(async (answer) => (await answer.json()) as { id?: string; code: string }),
    );
    const ids = new Set(bodies.map(({ id }) => id).filter((id) => id !== undefined));
    expect(ids.size).toBe(1);
    const waiting = answers.filter(({ status }) => status === 409);
    for (const answer of waiting) expect(answer.headers.get('retry-after')).toBe('2');
    expect(
      bodies.filter(({ id }) => id === undefined).every(({ code }) => code === 'request-in-progress'),
    ).toBe(true);
  });
});

describe('a whole booking over HTTP', () => {
  it('is held, booked, read, moved, cancelled, and told to partners without a gap', async () => {
    const { data } = (await (await api.call('/events?limit=500', { headers: bearer(api.key) })).json()) as {
      data: { sequence: number }[];
    };
    const after = data.at(-1)?.sequence ?? 0;
    const held = (await (await api.call('/holds', { method: 'POST', json: api.wish() })).json()) as {
      id: string;
    };
    const made = (await (await api.book({}, { holdId: held.id })).json()) as {
      id: string;
      manageToken: string;
    };
    const link = { 'manage-token': made.manageToken };
    const change = (verb: string, json: object) =>
      api.call(`/bookings/${made.id}/${verb}`, { method: 'POST', headers: link, json });
    const { startsAt, providerId } = api.wish();
    expect((await change('reschedule', { startsAt, providerId })).status).toBe(200);
    expect((await change('cancel', {})).status).toBe(200);
    const read = await api.call(`/bookings/${made.id}`, { headers: link });
    expect(await read.json()).toMatchObject({ status: 'cancelled', startsAt });
    const feed = await api.call(`/events?after=${after}`, { headers: bearer(api.key) });
    const events = ((await feed.json()) as { data: { type: string; sequence: number }[] }).data;
    expect(events.map(({ type }) => type)).toEqual([
      'booking.created',
      'booking.rescheduled',
      'booking.cancelled',
    ]);
    expect(events.map(({ sequence }) => sequence - after)).toEqual([1, 2, 3]);
  });
});
