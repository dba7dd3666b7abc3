import { describe, expect, it } from 'vitest';
import { OPERATOR_ENDPOINTS } from '../../src/backstage/operator-endpoints.ts';
import { type Actor, isAllowed, SCOPES } from '../../src/kernel/actor.ts';
import { AppError } from '../../src/kernel/problem.ts';
import { act } from '../../src/platform/action.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { enterpriseEndpoints } from '../../src/tenancy/pipeline/routes.ts';
import { TENANT_ENDPOINTS } from '../../src/tenant-endpoints.ts';

const TENANT = TENANT_ENDPOINTS;
const GUEST: Actor = { type: 'guest' };
const BEARER: Actor = { type: 'manage-link', bookingId: 'bkg_1' };
const READER: Actor = {
  type: 'api-key',
  keyId: 'key_1',
  scopes: SCOPES.filter((scope) => scope.endsWith(':read')),
};
const OPERATOR: Actor = { type: 'operator' };
const OPERATORS = [...OPERATOR_ENDPOINTS, ...enterpriseEndpoints];

/** A context with nobody behind it: whoever gets past guard and schema meets a TypeError. */
function as(actor: Actor): Ctx {
  return { actor, admit: () => Promise.resolve() } as unknown as Ctx;
}

async function codeOf(action: unknown, actor: Actor, input: unknown): Promise<string> {
  try {
    await act(action as never, as(actor) as never, input);
    return 'let through';
  } catch (error) {
    return error instanceof AppError ? error.code : 'let through';
  }
}

const GUARDED = TENANT.map(({ action }) => action).filter(({ permission }) => !isAllowed(GUEST, permission));

describe('what everybody may do', () => {
  it('is exactly to look and to book', () => {
    const open = TENANT.filter(({ action }) => isAllowed(GUEST, action.permission));
    expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'delete /holds/{id}',
      'get /availability',
      'get /holds/{id}',
      'get /locations',
      'get /providers',
      'get /resources',
      'get /services',
      'get /services/{id}/intake',
      'get /tenant',
      'post /bookings',
      'post /holds',
      'post /waitlist',
    ]);
  });
});

describe.each(GUARDED.map((action) => ({ name: action.name, action })))('$name', ({ action }) => {
  it('asks a guest for a credential before it looks at the input', async () => {
    expect(await codeOf(action, GUEST, { anything: 1 })).toBe('unauthenticated');
  });

  it('is closed to a key that may do everything else, open to one that may do only this', async () => {
    const others = SCOPES.filter((scope) => scope !== action.permission);
    const only = SCOPES.filter((scope) => scope === action.permission);
    expect(await codeOf(action, { type: 'api-key', keyId: 'key_1', scopes: others }, {})).toBe('forbidden');
    expect(await codeOf(action, { type: 'api-key', keyId: 'key_1', scopes: only }, {})).not.toBe('forbidden');
  });

  it('is closed to an operator: the platform does not act in a tenant’s name', async () => {
    expect(await codeOf(action, OPERATOR, {})).toBe('forbidden');
  });
});

describe.each([...TENANT, ...OPERATORS].map((one) => ({ name: one.action.name, one })))(
  '$name',
  ({ one }) => {
    it('refuses a field that it does not know', async () => {
      const everyone: Actor = { type: 'system', reason: 'test' };
      expect(await codeOf(one.action, everyone, { fieldThatNobodyKnows: 1 })).toBe('invalid-input');
    });

    it('changes nothing by GET, and by anything else needs more than reading', async () => {
      const mayRead = isAllowed(READER, one.action.permission) || one.action.permission === 'tenants:read';
      expect(mayRead).toBe(one.method === 'get');
    });
  },
);

describe('the bearer of a manage link', () => {
  it('may do what a guest may, read, move and cancel, and say or take back what was asked', () => {
    const more = TENANT.filter(
      ({ action }) => isAllowed(BEARER, action.permission) && !isAllowed(GUEST, action.permission),
    );
    expect(more.map(({ action }) => action.name).toSorted()).toEqual([
      'bookings.cancel',
      'bookings.list',
      'bookings.read',
      'bookings.reschedule',
      'intake.answer',
      'intake.erase',
      'intake.read-state',
      'intake.withdraw-consent',
      'waitlist.accept',
      'waitlist.decline',
      'waitlist.leave',
      'waitlist.read',
    ]);
  });
});

describe('the operator’s actions', () => {
  it.each(OPERATORS.map(({ action }) => ({ name: action.name, action })))('$name', async ({ action }) => {
    const everyScope: Actor = { type: 'api-key', keyId: 'key_1', scopes: SCOPES };
    expect(await codeOf(action, everyScope, {})).toBe('forbidden');
    expect(await codeOf(action, GUEST, {})).toBe('unauthenticated');
  });
});
