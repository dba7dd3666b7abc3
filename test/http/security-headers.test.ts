import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { HonoEnv } from '../../src/http/hono-env.ts';
import { refuseCrossSite } from '../../src/http/refuse-cross-site.ts';
import { pagePolicy, securityHeaders } from '../../src/http/security-headers.ts';
import { AppError } from '../../src/kernel/problem.ts';

const app = new Hono<HonoEnv>();
app.use('*', securityHeaders, refuseCrossSite);
app.all('/page', (c) => c.html('<p>', 200, { 'content-security-policy': pagePolicy("'sha256-x'") }));
app.all('/turno/*', (c) => c.text('ok'));
app.all('/json', (c) => c.json({}));
app.onError((error, c) => c.text('', error instanceof AppError ? 403 : 500));

test('an answer that says nothing allows nothing', async () => {
  const { headers } = await app.request('https://a.ejemplo.com/json');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}$/);
});

test('a page keeps its own policy, without anything unsafe', async () => {
  const policy =
    (await app.request('https://a.ejemplo.com/page')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("style-src 'sha256-x'");
  for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
    expect(policy).toContain(rule);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test('plain HTTP promises nothing about HTTPS', async () => {
  const { headers } = await app.request('http://a.localhost/page');
  expect(headers.has('strict-transport-security')).toBe(false);
});

test.each([
  ['/page', {}, 200],
  ['/page', { 'sec-fetch-site': 'same-origin' }, 200],
  ['/page', { 'sec-fetch-site': 'none' }, 200],
  ['/page', { 'sec-fetch-site': 'same-site' }, 403],
  ['/page', { 'sec-fetch-site': 'cross-site', origin: 'https://a.ejemplo.com' }, 403],
  ['/page', { origin: 'https://a.ejemplo.com' }, 200],
  ['/page', { origin: 'https://b.ejemplo.com' }, 403],
  ['/page', { origin: 'http://a.ejemplo.com' }, 403],
  ['/page', { origin: 'null' }, 403],
  ['/turno/x', { origin: 'null' }, 200],
  ['/turno/x', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
])('POST %s with %o answers %i', async (path, headers, status) => {
  const answer = await app.request(`https://a.ejemplo.com${path}`, { method: 'POST', headers });
  expect(answer.status).toBe(status);
});

test('reading is open to links from anywhere', async () => {
  const answer = await app.request('https://a.ejemplo.com/page', {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(answer.status).toBe(200);
});
