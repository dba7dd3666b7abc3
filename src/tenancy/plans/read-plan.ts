import * as z from 'zod';
import { FEATURES, QUOTAS } from '../../kernel/plan.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { errorFields } from '../../platform/log.ts';
import { type Plan, planSchema } from './contract.ts';
import { readInUse, readMonth } from './read-in-use.ts';
import { gainedBy } from './rules/entitlement.ts';
import { monthAt } from './rules/month.ts';
import { OFFERS, offerOf } from './rules/offer.ts';
import { FEATURE_WORDS, QUOTA_WORDS } from './rules/words.ts';

/** Under a permission that exists since the first keys: whoever looks after keys looks after the plan. */
export const readPlan = action({
  name: 'plan.read',
  summary: 'El plan del sitio, lo que se usa de él y lo que trae el que sigue',
  permission: 'api-keys:read',
  input: z.strictObject({}),
  output: planSchema,
  problems: [],
  run: describePlan,
});

export async function describePlan(ctx: Ctx): Promise<Plan> {
  const offer = offerOf(ctx.tenant.plan);
  const month = monthAt(ctx.now, ctx.tenant.profile.timeZone);
  const domains = (await ctx.domains.list()).filter(({ state }) => state !== 'removing');
  const [{ quotas }, { bookings }, requests] = await Promise.all([
    readInUse(ctx, { ownDomains: domains.length }),
    readMonth(ctx, month),
    requestsThisMonth(ctx),
  ]);
  const next = OFFERS[OFFERS.indexOf(offer) + 1];
  return {
    id: offer.id,
    name: offer.name,
    features: FEATURES.map((feature) => ({
      feature,
      title: FEATURE_WORDS[feature],
      isIncluded: offer.features.includes(feature),
    })),
    quotas: QUOTAS.map((quota) => ({
      quota,
      title: QUOTA_WORDS[quota],
      used: quotas[quota],
      limit: offer.quotas[quota],
    })),
    bookings: { month: month.name, used: bookings, included: offer.bookingsPerMonth },
    api: { ...offer.rate, requests },
    serviceLevel: offer.serviceLevel,
    next: next === undefined ? null : { id: next.id, name: next.name, brings: gainedBy(offer, next) },
  };
}

/** The rest of the page does not wait for the meter. */
async function requestsThisMonth(ctx: Ctx): Promise<number | null> {
  try {
    return await ctx.requestsOf(monthAt(ctx.now, 'UTC').name);
  } catch (error) {
    ctx.log.warn('rate.meter-silent', errorFields(error));
    return null;
  }
}
