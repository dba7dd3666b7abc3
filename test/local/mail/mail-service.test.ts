import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailEmulator, startMailEmulator } from '../../../src/local/mail/start.ts';
import { type OutgoingMail, resendService } from '../../../src/outreach/mail/gateway-resend.ts';

let dataDir: string;
let emulator: MailEmulator;
let now = Date.parse('2026-11-24T12:00:00Z');
const texts = new Set<string>();
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'barberpro-mail-'));
  emulator = await startMailEmulator({
    port: 0,
    dataDir,
    neutralDomain: 'correo.example',
    now: () => now,
    hasText: (name, value) => texts.has(`${name} ${value}`),
  });
});
afterAll(async () => {
  await emulator.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.clear();
});

const MAIL: OutgoingMail = {
  from: '"Sur" <turnos@correo.example>',
  to: 'ana@example.com',
  replyTo: 'hola@sur.example',
  subject: 'Hola',
  html: '<p>Hola</p>',
  text: 'Hola',
  tenantSlug: 'sur',
};

const service = (apiKey = emulator.apiKey) => resendService({ apiUrl: emulator.url, apiKey });
const send = (key: string, change: Partial<OutgoingMail> = {}) => service().send({ ...MAIL, ...change }, key);

describe('under one key', () => {
  it('a mail is sent once within a day, and the answer is the same', async () => {
    const first = await send('k1');
    expect(first).toEqual({ result: 'sent', providerId: expect.any(String) });
    expect(await send('k1')).toEqual(first);
    expect(emulator.mails()).toHaveLength(1);
    now += 25 * 3_600_000;
    await send('k1');
    expect(emulator.mails()).toHaveLength(2);
  });

  it('another mail is not sent, and counts as sent: the first one was', async () => {
    await send('k2');
    expect(await send('k2', { text: 'Otra cosa' })).toEqual({ result: 'sent', providerId: null });
    expect(emulator.mails().map(({ text }) => text)).toEqual(['Hola']);
  });

  it('a lost answer is found out by asking again', async () => {
    emulator.faults.add({ kind: 'lost-answer', times: 1 });
    expect(await send('k3')).toEqual({ result: 'later', reason: 'no-answer' });
    expect(await send('k3')).toMatchObject({ result: 'sent', providerId: emulator.mails()[0]?.id });
    expect(emulator.mails()).toHaveLength(1);
  });

  it('a refusal leaves the key free', async () => {
    emulator.faults.add({ kind: 'status', status: 500, times: 1 });
    expect(await send('k4')).toEqual({ result: 'later', reason: 'http-500' });
    expect(await send('k4')).toMatchObject({ result: 'sent' });
  });
});

describe('is told apart', () => {
  it('what is nobody’s fault now', async () => {
    emulator.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 7, times: 1 });
    expect(await send('a1')).toEqual({ result: 'later', reason: 'http-429', retryAfterMs: 7_000 });
  });

  it('a wrong key of the platform, which is no message’s fault', async () => {
    expect(await service('re_wrong').send(MAIL, 'a2')).toEqual({ result: 'later', reason: 'http-403' });
  });

  it('an address that there is not', async () => {
    expect(await send('a3', { to: 'ana@' })).toEqual({ result: 'refused', reason: 'invalid-address' });
  });

  it('a sender that it does not know', async () => {
    const from = '"Sur" <hola@ajeno.example>';
    expect(await send('a4', { from })).toEqual({ result: 'sender-refused' });
  });

  it('a service that is not there', async () => {
    const nowhere = resendService({ apiUrl: 'http://127.0.0.1:9', apiKey: 'x' });
    expect(await nowhere.send(MAIL, 'a5')).toEqual({ result: 'later', reason: 'no-answer' });
  });
});

describe('a domain', () => {
  it('is made once, says what it needs, and is verified when that is in the DNS', async () => {
    const made = await service().ensureDomain('sur.example');
    expect(made).toMatchObject({ isVerified: false, records: { length: 3 } });
    expect((await service().ensureDomain('sur.example')).id).toBe(made.id);
    for (const { name, value } of made.records) texts.add(`${name} ${value}`);
    await service().ensureDomain('sur.example');
    const verified = await service().ensureDomain('sur.example');
    expect([verified.isVerified, verified.records.every(({ isFound }) => isFound)]).toEqual([true, true]);
    expect(await send('d1', { from: '"Sur" <hola@sur.example>' })).toMatchObject({ result: 'sent' });
    expect(emulator.mails()[0]?.messageId).toMatch(/@sur\.example>$/);
  });
});

describe('the box', () => {
  it('is there for people, and shows a mail without running anything in it', async () => {
    await send('b1', { subject: '<script>alert(1)</script>' });
    const list = await (await fetch(emulator.url)).text();
    expect(list).toContain('&lt;script&gt;');
    expect(list).not.toContain('<script>');
    const page = await (await fetch(`${emulator.url}/mail/${emulator.mails()[0]?.id}`)).text();
    expect(page).toContain('<iframe sandbox');
    expect((await fetch(`${emulator.url}/mail/nothing`)).status).toBe(404);
  });
});
