import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from '../../../src/local/mail/mailbox.ts';
import { type Api, BARBER, bearer, CONSOLE, openApi } from '../../http/api.ts';
import { onboardingRequest } from '../../support/onboarding-request.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 90_000);
afterAll(() => api.world.stop());

/** What comes for an address, waited for. */
async function mailsTo(address: string, count = 1): Promise<readonly Mail[]> {
  const of = () => api.world.mail.mails().filter(({ to }) => to.includes(address));
  await expect.poll(() => of().length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
  return of();
}

async function body<Answer>(answer: Promise<Response>): Promise<Answer> {
  return (await (await answer).json()) as Answer;
}

describe('through both Workers', () => {
  it('a booking is one mail a moment later; its link opens it; the shop sees it and sends it again', async () => {
    const email = 'eva@example.com';
    const booking = await body<{ id: string; code: string }>(
      api.call('/bookings', { method: 'POST', json: { ...api.wish(), customer: { name: 'Eva', email } } }),
    );
    const [mail] = await mailsTo(email);
    const path = /https:\/\/[^/]+(\/turno\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const page = await api.world.fetchAs(BARBER, path);
    expect([page.status, (await page.text()).includes(booking.code)]).toEqual([200, true]);
    const headers = bearer(api.key);
    const { data } = await body<{ data: { id: string; status: string; kind: string }[] }>(
      api.call(`/mails?subjectId=${booking.id}&status=sent`, { headers }),
    );
    expect(data).toMatchObject([{ status: 'sent', kind: 'booking-confirmed' }]);
    const until = encodeURIComponent(new Date().toISOString());
    const all = (query: string) =>
      body<{ data: { status: string }[] }>(api.call(`/mails?subjectId=${booking.id}${query}`, { headers }));
    expect((await all('')).data.map(({ status }) => status)).toEqual(['pending', 'pending', 'sent']);
    expect((await all(`&dueUntil=${until}`)).data.map(({ status }) => status)).toEqual(['sent']);
    const again = await api.call(`/mails/${data[0]?.id}/resend`, { method: 'POST', headers, json: {} });
    expect(again.status).toBe(201);
    expect((await mailsTo(email, 2)).map(({ subject }) => subject)).toEqual([mail?.subject, mail?.subject]);
  });

  it('is nobody else’s: another tenant sees nothing of it, and cannot send it', async () => {
    const email = 'aislada@example.com';
    await api.call('/bookings', {
      method: 'POST',
      json: { ...api.wish(), customer: { name: 'Eva', email } },
    });
    const [mail] = await mailsTo(email);
    expect(mail?.tags).toEqual([{ name: 'tenant', value: 'barberia-palermo' }]);
    const headers = bearer(api.other.key);
    const { data } = await body<{ data: { recipient: string }[] }>(
      api.call('/mails', { headers }, api.other.host),
    );
    expect(data.filter(({ recipient }) => recipient === email)).toEqual([]);
    const id = mail?.idempotencyKey ?? '';
    const json = {};
    const foreign = await api.call(`/mails/${id}/resend`, { method: 'POST', headers, json }, api.other.host);
    expect(foreign.status).toBe(404);
    expect((await api.call('/mails', { headers })).status).toBe(401);
  });

  it('invites the owner of a new shop once, with a link that lets them in', async () => {
    const request = onboardingRequest('correo-nuevo');
    const answer = await api.world.fetchAs(CONSOLE, '/api/enterprise/onboarding/initiate', {
      method: 'POST',
      headers: bearer(api.world.operatorToken),
      json: request,
    });
    expect(answer.status).toBe(201);
    const [mail, ...others] = await mailsTo(request.ownerEmail);
    expect(others).toEqual([]);
    expect([mail?.subject, mail?.from]).toEqual([
      'Tu agenda de Barbería correo-nuevo está lista',
      expect.stringMatching(/^"Barbería correo-nuevo" </),
    ]);
    const path = /https:\/\/[^/]+(\/agenda\/invitacion\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const page = await api.world.fetchAs('correo-nuevo.localhost', path);
    expect(page.status).toBe(200);
  });
});
