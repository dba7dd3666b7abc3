import { describe, expect, it } from 'vitest';
import { checkWebhookTarget } from '../../../src/partners/webhooks/rules/webhook-target.ts';

const DEPLOYED = { isLoopbackAllowed: false, ownDomains: ['barberpro.app', 'consola.example.com'] };
const LOCAL = { ...DEPLOYED, isLoopbackAllowed: true };

describe('a deployed environment', () => {
  it.each([
    'https://example.com/hook',
    'https://hooks.example.com:8443/a?b=c',
    'https://EXAMPLE.com./hook',
    'https://ñandu.com.ar/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://notbarberpro.app/',
    'https://localhost.example.com/',
  ])('sends to %s', (url) => {
    expect(checkWebhookTarget(url, DEPLOYED)).toEqual({ ok: true });
  });

  it.each([
    ['plain http', 'http://example.com/'],
    ['another scheme', 'ftp://example.com/'],
    ['no URL', 'example.com'],
    ['a password', 'https://user:pass@example.com/'],
    ['a user', 'https://user@example.com/'],
    ['a strange port', 'https://example.com:22/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in short', 'https://127.1/'],
    ['loopback in decimal', 'https://2130706433/'],
    ['loopback in hexadecimal', 'https://0x7f000001/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback by name', 'https://localhost/'],
    ['loopback with a dot', 'https://localhost./'],
    ['loopback in IPv6', 'https://[::1]/'],
    ['loopback mapped into IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['the unspecified address', 'https://0.0.0.0/'],
    ['a private network', 'https://10.0.0.8/'],
    ['a private network', 'https://172.16.0.1/'],
    ['a private network', 'https://192.168.1.1/'],
    ['a carrier’s network', 'https://100.64.0.1/'],
    ['a cloud’s metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['a cloud’s metadata by name', 'https://metadata.google.internal/'],
    ['link-local IPv6', 'https://[fe80::1]/'],
    ['unique local IPv6', 'https://[fd00::1]/'],
    ['NAT64 of a private address', 'https://[64:ff9b::a00:8]/'],
    ['6to4 of a private address', 'https://[2002:a00:8::1]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['a name without a domain', 'https://intranet/'],
    ['somebody’s own network', 'https://printer.local/'],
    ['the platform itself', 'https://barberpro.app/'],
    ['a tenant of the platform', 'https://barberia.barberpro.app/api'],
    ['the console', 'https://consola.example.com/'],
  ])('refuses %s: %s', (_, url) => {
    expect(checkWebhookTarget(url, DEPLOYED).ok).toBe(false);
  });
});

describe('the local environment', () => {
  it.each([
    'http://127.0.0.1:9000/hook',
    'http://localhost:9000/',
    'http://receiver.localhost:9000/',
    'http://[::1]:9000/',
  ])('sends to this machine: %s', (url) => {
    expect(checkWebhookTarget(url, LOCAL)).toEqual({ ok: true });
  });

  it.each(['http://example.com/', 'http://10.0.0.8:9000/', 'http://user@localhost:9000/'])(
    'and no further: %s',
    (url) => {
      expect(checkWebhookTarget(url, LOCAL).ok).toBe(false);
    },
  );
});
