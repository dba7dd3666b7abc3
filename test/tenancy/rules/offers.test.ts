import { describe, expect, it } from 'vitest';
import { OPERATOR_ENDPOINTS } from '../../../src/backstage/operator-endpoints.ts';
import { isAllowed } from '../../../src/kernel/actor.ts';
import { DEFAULT_PLAN, FEATURES, PLAN_IDS, type PlanId, QUOTAS } from '../../../src/kernel/plan.ts';
import { AppError } from '../../../src/kernel/problem.ts';
import type { Tenant } from '../../../src/kernel/tenant.ts';
import { act } from '../../../src/platform/action.ts';
import type { Ctx } from '../../../src/platform/context.ts';
import { admitAction } from '../../../src/tenancy/plans/admit-action.ts';
import { gainedBy, lacking, overOf, withoutRoom } from '../../../src/tenancy/plans/rules/entitlement.ts';
import { OFFERS, offerOf } from '../../../src/tenancy/plans/rules/offer.ts';
import { TENANT_ENDPOINTS } from '../../../src/tenant-endpoints.ts';

const ACTIONS = TENANT_ENDPOINTS.map(({ action }) => action);

/** A tenant on a plan whose database holds so many of everything. */
function on(plan: PlanId, count: number): Ctx {
  const row = {
    locations: count,
    providers: count,
    apiKeys: count,
    webhookEndpoints: count,
    externalCalendars: 0,
    series: 0,
  };
  return {
    tenant: { plan } as Tenant,
    actor: { type: 'system', reason: 'test' },
    now: 0,
    admit: admitAction,
    db: { read: () => Promise.resolve([[row]]) },
  } as unknown as Ctx;
}

async function codeOf(action: unknown, ctx: Ctx): Promise<string> {
  try {
    await act(action as never, ctx as never, { fieldThatNobodyKnows: 1 });
    return 'let through';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('the offer', () => {
  it('names every plan once, each with at least what the smaller one has', () => {
    expect(OFFERS.map(({ id }) => id)).toEqual([...PLAN_IDS]);
    for (const [index, offer] of OFFERS.entries()) {
      const smaller = OFFERS[index - 1];
      if (smaller !== undefined) expect(gainedBy(offer, smaller)).toEqual([]);
    }
  });

  it('lets whoever was there before plans go on with everything', () => {
    // The one that there was not yet.
    expect([...offerOf(DEFAULT_PLAN).features, 'data-residency']).toEqual(FEATURES);
  });

  it('has none of what a feature that it lacks would need', () => {
    for (const { features, quotas } of OFFERS) {
      expect(quotas['own-domains'] > 0).toBe(features.includes('own-domains'));
      expect(quotas['webhook-endpoints'] > 0).toBe(features.includes('webhooks'));
    }
  });

  it('has rates whose cells are whole milliseconds and whose buckets fill in whole seconds', () => {
    for (const { rate } of OFFERS) {
      expect(60_000 % rate.perMinute).toBe(0);
      expect((rate.burst * 60) % rate.perMinute).toBe(0);
    }
  });
});

describe.each(ACTIONS.map((action) => ({ name: action.name, action })))('$name', ({ action }) => {
  const { feature, quota, permission } = action;

  it.each(OFFERS)('on $id', async (offer) => {
    const isLacking = feature !== undefined && !offer.features.includes(feature);
    const expected = isLacking ? 'plan-required' : 'invalid-input';
    expect(await codeOf(action, on(offer.id, 0))).toBe(expected);
    if (quota === undefined || isLacking) return;
    expect(await codeOf(action, on(offer.id, offer.quotas[quota] - 1))).toBe('invalid-input');
    expect(await codeOf(action, on(offer.id, offer.quotas[quota]))).toBe('quota-reached');
  });

  it('asks for the permission before it asks the plan', async () => {
    const nobody = { ...on('starter', 0), actor: { type: 'api-key', keyId: 'key_1', scopes: [] } } as Ctx;
    expect(await codeOf(action, nobody)).toBe('forbidden');
  });

  it('never stands between a customer and the door', () => {
    const isCustomers = [{ type: 'guest' } as const, { type: 'manage-link', bookingId: '' } as const].some(
      (actor) => isAllowed(actor, permission),
    );
    if (isCustomers) expect([feature, quota]).toEqual([undefined, undefined]);
  });
});

describe('what plans limit', () => {
  it('is asked for by an action or checked where specifications and domains are: nothing is forgotten', () => {
    const features = new Set(ACTIONS.flatMap(({ feature }) => feature ?? []));
    expect([...features, 'data-residency'].toSorted()).toEqual(FEATURES.toSorted());
    const quotas = new Set(ACTIONS.flatMap(({ quota }) => quota ?? []));
    expect([...quotas, 'locations', 'own-domains', 'providers'].toSorted()).toEqual(QUOTAS.toSorted());
  });

  it('no operator’s action asks: the platform has no plan', () => {
    expect(OPERATOR_ENDPOINTS.filter(({ action }) => action.feature ?? action.quota)).toEqual([]);
  });
});

describe('a refusal', () => {
  const starter = offerOf('starter');

  it('says which plans have it', () => {
    expect(lacking(starter, 'webhooks')?.message).toBe(
      'El plan Inicial no trae los webhooks. Está en Profesional, Empresa y Marca blanca.',
    );
    expect(lacking(starter, 'webhooks')?.members).toEqual({
      feature: 'webhooks',
      plan: 'starter',
      plans: ['professional', 'enterprise', 'white_label'],
    });
    expect(lacking(offerOf('professional'), 'webhooks')).toBeUndefined();
  });

  it('says how many there may be and are', () => {
    const problem = withoutRoom(starter, 'providers', { used: 3, wanted: 4 });
    expect([problem?.code, problem?.message, problem?.members]).toEqual([
      'quota-reached',
      'El plan Inicial incluye hasta 3 personas que atienden, y ya hay 3.',
      { quota: 'providers', plan: 'starter', used: 3, limit: 3 },
    ]);
  });

  it('takes nothing away: who has more than the plan allows keeps it, and gets no more', () => {
    expect(withoutRoom(starter, 'providers', { used: 5, wanted: 5 })).toBeUndefined();
    expect(withoutRoom(starter, 'providers', { used: 5, wanted: 4 })).toBeUndefined();
    expect(withoutRoom(starter, 'providers', { used: 5, wanted: 6 })?.code).toBe('quota-reached');
  });

  it('lists everything that does not fit into a smaller plan', () => {
    const quotas = {
      locations: 2,
      providers: 3,
      'own-domains': 1,
      'api-keys': 1,
      'webhook-endpoints': 0,
    };
    const over = overOf(starter, { quotas, features: { series: 2, 'external-calendars': 0 } });
    expect(over.map(({ what, used, limit }) => [what, used, limit])).toEqual([
      ['locations', 2, 1],
      ['own-domains', 1, 0],
      ['series', 2, 0],
    ]);
    expect(overOf(offerOf('professional'), { quotas, features: { series: 2 } })).toEqual([]);
  });
});
