import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANA, type Api, BARBER, bearer, openApi, problem } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 60_000);
afterAll(() => api.world.stop());

describe('input that is wrong', () => {
  it.each([
    ['not JSON', { body: '{' }, 'malformed-json'],
    ['a list', { body: '[]' }, 'invalid-input'],
    ['null', { body: 'null' }, 'invalid-input'],
    [
      'a form',
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'unsupported-media-type',
    ],
    ['no content type', { body: '{}', headers: { 'content-type': '' } }, 'unsupported-media-type'],
    ['too long', { body: JSON.stringify({ notes: 'x'.repeat(70_000) }) }, 'payload-too-large'],
    ['nothing at all', {}, 'invalid-input'],
  ])('%s', async (_, init, code) => {
    const headers = { 'content-type': 'application/json', ...('headers' in init ? init.headers : {}) };
    expect((await problem(api.call('/bookings', { method: 'POST', ...init, headers }))).code).toBe(code);
  });

  it('too long is refused without Content-Length too', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host: BARBER, 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const outgoing = request(
        `${api.world.url}/api/v1/bookings`,
        { method: 'POST', headers },
        (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode ?? 0);
        },
      );
      outgoing.once('error', reject);
      for (let sent = 0; sent < 70; sent++) outgoing.write('x'.repeat(1_024));
      outgoing.end();
    });
    expect(status).toBe(413);
  });

  it.each([
    ['a field of the query', '/availability?serviceId=s&from=2026-13-01&to=2026-12-01', 'query', '/from'],
    ['an unknown field of the query', '/services?sort=price', 'query', '/sort'],
    [
      'a range that ends before it begins',
      '/availability?serviceId=s&from=2026-12-02&to=2026-12-01',
      'query',
      '/to',
    ],
    ['a range that is too long', '/availability?serviceId=s&from=2026-01-01&to=2026-12-01', 'query', '/to'],
  ])('%s is named with its place', async (_, path, place, pointer) => {
    const { code, errors } = await problem(api.call(path));
    expect([code, errors?.[0]]).toEqual(['invalid-input', expect.objectContaining({ in: place, pointer })]);
  });

  it('a field of the path cannot be given again in the body', async () => {
    const init = { method: 'POST', headers: bearer(api.key), json: { id: 'bkg_other' } };
    const { errors } = await problem(api.call('/bookings/bkg_1/cancel', init));
    expect(errors).toEqual([expect.objectContaining({ in: 'body', pointer: '/id' })]);
  });

  it.each([
    ['a NUL in the name', { customer: { ...ANA, name: 'A\u0000na' } }],
    ['half of a character', { customer: { ...ANA, name: 'Ana \ud800' } }],
    ['emoji and right-to-left', { customer: { ...ANA, name: '👩🏽‍🦱 عائشة' } }],
    ['SQL', { customer: { ...ANA, name: "'); DROP TABLE bookings;--" } }],
    ['__proto__', JSON.parse('{"__proto__":{"isAdmin":true}}')],
    ['a year of long ago', { startsAt: '0000-01-01T00:00:00Z' }],
    ['the last day there is', { startsAt: '9999-12-31T23:59:59Z' }],
    ['an instant without zone', { startsAt: '2026-12-01T10:00:00' }],
    ['a number for a text', { serviceId: 7 }],
    ['a very long id', { serviceId: 'x'.repeat(65) }],
  ])('%s breaks nothing', async (_, input) => {
    const response = await api.book({}, { ...api.wish(), ...input });
    expect(response.status).toBeLessThan(500);
    if (response.status !== 201)
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    else expect(((await response.json()) as { customer: typeof ANA }).customer.name).not.toBe('');
  });

  it.each([
    '/availability?serviceId=%00&from=2026-12-01&to=2026-12-01',
    '/availability?serviceId=s&from=9999-12-31&to=9999-12-31',
    '/availability?serviceId=s&from=0001-01-01&to=0001-01-02',
    '/bookings/%E0%A4%A',
    '/bookings/..%2f..%2fetc',
    `/bookings/${'x'.repeat(2_000)}`,
    '/bookings?cursor=9999999999999999.bkg_1',
    '/bookings?limit=1e9',
    '/events?after=9007199254740993',
    '/events?after=-1',
    '/webhook-endpoints/%F0%9F%92%88/deliveries',
  ])('GET %s breaks nothing', async (path) => {
    const response = await api.call(path, { headers: bearer(api.key) });
    expect(response.status).toBeLessThan(500);
    if (response.status !== 200)
      expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each(['/nothing', '/bookings/bkg_1/nothing', '/bookings/'])('%s is nowhere', async (path) => {
    expect((await problem(api.call(path))).code).toBe('not-found');
  });
});
