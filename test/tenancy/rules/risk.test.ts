import { describe, expect, it } from 'vitest';
import {
  APPROVAL_FROM,
  type RiskFacts,
  resembling,
  riskOf,
} from '../../../src/tenancy/pipeline/rules/risk.ts';

const PLAIN: RiskFacts = {
  slug: 'barberia-sur',
  name: 'Barbería Sur',
  ownerEmail: 'rocio@barberiasur.com.ar',
  domains: ['turnos.barberiasur.com.ar'],
  legal: { name: 'Rocío Paz', holder: 'person' },
  hasMixedScripts: false,
  resembles: undefined,
  sameOwnerToday: 1,
  sameTaxIdToday: 1,
};

function judged(change: Partial<RiskFacts>) {
  const { score, reasons } = riskOf({ ...PLAIN, ...change });
  return { score, codes: reasons.map(({ code }) => code) };
}

describe('the risk of a request', () => {
  it('is nothing where nothing is remarkable', () => {
    expect(judged({})).toEqual({ score: 0, codes: [] });
  });

  it.each([
    ['disposable-mail', { ownerEmail: 'x@yopmail.com' }],
    ['trusted-name', { name: 'Turnos Mercado Pago', slug: 'turnos-mercado-pago' }],
    ['trusted-name', { domains: ['turnos.afip.com.ar'] }],
    ['mixed-scripts', { hasMixedScripts: true }],
  ] as const)('alone needs a look: %s', (code, change) => {
    const { score, codes } = judged(change);
    expect(codes).toContain(code);
    expect(score).toBeGreaterThanOrEqual(APPROVAL_FROM);
  });

  it.each([
    ['free-mail-with-own-domain', { ownerEmail: 'rocio@gmail.com' }],
    ['company-with-personal-tax-id', { legal: { name: 'Cortes del Sur S.R.L.', holder: 'person' } }],
    ['company-with-personal-tax-id', { legal: { name: 'Cortes SAS', holder: 'person' } }],
    ['company-with-personal-tax-id', { legal: { name: 'Cortes del Sur S.A.', holder: 'person' } }],
    ['resembles-tenant', { resembles: 'barberia-sud' }],
    ['many-for-owner', { sameOwnerToday: 3 }],
    ['many-for-tax-id', { sameTaxIdToday: 3 }],
  ] as const)('is named and alone lets through: %s', (code, change) => {
    const { score, codes } = judged(change);
    expect(codes).toEqual([code]);
    expect(score).toBeLessThan(APPROVAL_FROM);
  });

  it.each([
    { ownerEmail: 'rocio@gmail.com', domains: [] },
    { legal: { name: 'Cortes del Sur S.R.L.', holder: 'company' as const } },
    { legal: { name: 'Rosa Sarmiento', holder: 'person' as const } },
    { legal: undefined },
    { sameOwnerToday: 2, sameTaxIdToday: 2 },
    { name: 'Banquito', slug: 'banquito' },
  ])('does not see signs where there are none: %j', (change) => {
    expect(judged(change).codes).toEqual([]);
  });

  it('adds up, and never beyond a hundred', () => {
    expect(judged({ sameOwnerToday: 9, sameTaxIdToday: 9 }).score).toBe(80);
    expect(judged({ ownerEmail: 'x@yopmail.com', hasMixedScripts: true, sameOwnerToday: 9 }).score).toBe(100);
  });
});

it('a name resembles another that is one letter away, two in a long one, and never itself', () => {
  const known = ['barberia-sur', 'uno'];
  expect(resembling('barberia-sul', known)).toBe('barberia-sur');
  expect(resembling('barberias-ur', known)).toBe('barberia-sur');
  expect(resembling('una', known)).toBe('uno');
  expect(resembling('ana', known)).toBeUndefined();
  expect(resembling('barberia-sur', known)).toBeUndefined();
  expect(resembling('barberia-norte', known)).toBeUndefined();
});
