import { expect } from 'vitest';
import { PROBLEMS } from '../../src/kernel/problem.ts';
import { type RequestInit, startTestWorld, type TestWorld, type TestWorldOptions } from '../support/world.ts';

export const BARBER = 'turnos.barberiapalermo.com.ar';
export const CONSOLE = 'console.localhost';
export const ANA = { name: 'Ana Suárez', email: 'ana@example.com' };

export interface Wish {
  readonly serviceId: string;
  readonly providerId: string;
  readonly startsAt: string;
}

/** The API of the barbershop, over HTTP, from the real Worker. */
export interface Api {
  readonly world: TestWorld;
  readonly key: string;
  readonly other: { readonly host: string; readonly key: string };
  readonly call: (path: string, init?: RequestInit, host?: string) => Promise<Response>;
  readonly book: (headers?: Record<string, string>, input?: object) => Promise<Response>;
  /** A free start that nobody else was given. */
  readonly wish: () => Wish;
}

export async function openApi(options: TestWorldOptions = {}): Promise<Api> {
  const world = await startTestWorld(options);
  const [barber, other] = world.tenants;
  const call: Api['call'] = (path, init, host = BARBER) => world.fetchAs(host, `/api/v1${path}`, init);
  const starts = await freeStarts(call);
  const wish = () => {
    const start = starts.shift();
    if (start === undefined) throw new Error('No free start is left');
    return start;
  };
  return {
    world,
    key: barber?.apiKey ?? '',
    other: { host: other?.host ?? '', key: other?.apiKey ?? '' },
    call,
    wish,
    book: (headers = {}, input = wish()) =>
      call('/bookings', { method: 'POST', headers, json: { customer: ANA, ...input } }),
  };
}

/** Hourly, so that sessions do not touch. */
async function freeStarts(call: Api['call']): Promise<Wish[]> {
  const services = (await (await call('/services')).json()) as { data: { id: string }[] };
  const serviceId = services.data[0]?.id ?? '';
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const answer = await call(`/availability?serviceId=${serviceId}&from=${day(3)}&to=${day(20)}`);
  const { slots } = (await answer.json()) as { slots: Omit<Wish, 'serviceId'>[] };
  return slots
    .filter(({ startsAt }) => startsAt.includes(':00:00-'))
    .map(({ startsAt, providerId }) => ({ serviceId, startsAt, providerId }));
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

interface Problem {
  code: keyof typeof PROBLEMS;
  status: number;
  title: string;
  detail: string;
  instance: string;
  errors?: { in: string; pointer: string; detail: string }[];
}

/** The problem of an answer, after checking that it has the form that every problem has. */
export async function problem(answering: Promise<Response>): Promise<Problem> {
  const response = await answering;
  const body = (await response.json()) as Problem;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(body.instance).toBe(response.headers.get('x-request-id'));
  expect({ status: body.status, title: body.title }).toEqual(PROBLEMS[body.code]);
  expect(response.status).toBe(body.status);
  expect(body.detail).not.toMatch(/SQLITE|Error:|undefined|\bat \w+ \(/);
  return body;
}
