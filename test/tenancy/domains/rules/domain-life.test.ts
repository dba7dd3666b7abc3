import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOMAIN_STATES } from '../../../../src/kernel/domain.ts';
import { isRevalidationDue, nextCheckAt } from '../../../../src/tenancy/domains/rules/check-schedule.ts';
import { type DomainFacts, judgeDomain } from '../../../../src/tenancy/domains/rules/domain-life.ts';
import { summaryOf } from '../../../../src/tenancy/domains/rules/domain-words.ts';
import { isMassOfOrphans, isOldEnough } from '../../../../src/tenancy/domains/rules/orphans.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_000 * DAY;
const NEW: DomainFacts = {
  state: 'requested',
  mustProve: false,
  misses: 0,
  missedSince: null,
  createdAt: NOW,
};
const RIGHT = { isComplete: true, missing: [] };
const WRONG = { isComplete: false, missing: [{ type: 'CNAME', name: 'a', value: 'b', found: [] }] } as const;

const judge = (facts: Partial<DomainFacts>, seen: Parameters<typeof judgeDomain>[1], now = NOW) =>
  judgeDomain({ ...NEW, ...facts }, seen, now);
const hostname = (status: string, certificate = 'pending_validation') => ({ status, certificate });

describe('what follows from what was seen', () => {
  it.each([
    ['nothing points here', WRONG, hostname('pending'), 'dns-missing'],
    ['nothing points here, whatever Cloudflare says', WRONG, hostname('active', 'active'), 'dns-missing'],
    ['it points here', RIGHT, hostname('pending'), 'validating'],
    ['Cloudflare gave up', RIGHT, hostname('moved'), 'validating'],
    ['it is verified', RIGHT, hostname('active', 'pending_issuance'), 'certificate'],
    ['the certificate is there first', RIGHT, hostname('pending', 'active'), 'validating'],
    ['the certificate failed', RIGHT, hostname('active', 'validation_timed_out'), 'certificate'],
    ['both are active', RIGHT, hostname('active', 'active'), 'active'],
    ['it is blocked', RIGHT, hostname('blocked', 'active'), 'blocked'],
    ['its block is coming', WRONG, hostname('pending_blocked'), 'blocked'],
  ])('%s', (_, standing, seen, state) => {
    expect(judge({}, { standing, hostname: seen }).state).toBe(state);
  });

  it('serves only with its records and both statuses active', () => {
    const states = fc.constantFrom(
      ...DOMAIN_STATES.filter((state) => state !== 'active' && state !== 'removing'),
    );
    const words = fc.constantFrom('pending', 'active', 'moved', 'blocked', 'pending_validation', 'expired');
    fc.assert(
      fc.property(states, fc.boolean(), words, words, (state, isComplete, status, certificate) => {
        const standing = isComplete ? RIGHT : WRONG;
        const verdict = judge({ state }, { standing, hostname: { status, certificate } });
        const isAllowed = isComplete && status === 'active' && certificate === 'active';
        expect(verdict.state === 'active').toBe(isAllowed);
      }),
    );
  });

  it('not to know changes nothing but the next look', () => {
    for (const state of DOMAIN_STATES) {
      const facts = { state, mustProve: true, misses: 2, missedSince: NOW - DAY };
      expect(judge(facts, { standing: undefined, hostname: undefined })).toMatchObject(facts);
      expect(judge(facts, { standing: undefined, hostname: hostname('active', 'active') })).toMatchObject(
        facts,
      );
      expect(judge(facts, { standing: RIGHT, hostname: undefined })).toMatchObject(facts);
    }
  });

  it('a renewal under way does not stop a domain that serves; a certificate that ended does', () => {
    const serving = { state: 'active' } as const;
    for (const certificate of [
      'pending_validation',
      'pending_issuance',
      'pending_deployment',
      'backup_issued',
    ])
      expect(judge(serving, { standing: RIGHT, hostname: hostname('active', certificate) }).state).toBe(
        'active',
      );
    for (const certificate of ['expired', 'deleted', 'inactive'])
      expect(judge(serving, { standing: RIGHT, hostname: hostname('active', certificate) }).state).toBe(
        'certificate',
      );
  });

  it('gives up looking often after two weeks without the record, and not for good', () => {
    const old = { state: 'dns-missing', createdAt: NOW - 14 * DAY } as const;
    expect(judge(old, { standing: WRONG, hostname: hostname('moved') })).toMatchObject({
      state: 'failed',
      problem: 'dns-timeout',
    });
    expect(
      judge({ ...old, state: 'failed' }, { standing: RIGHT, hostname: hostname('moved') }),
    ).toMatchObject({
      state: 'validating',
      isStuck: 'given-up',
    });
  });
});

describe('a domain that serves and whose records disappear', () => {
  const seen = { standing: WRONG, hostname: hostname('active', 'active') };
  const look = (facts: DomainFacts, now: number) => {
    const { state, mustProve, misses, missedSince } = judgeDomain(facts, seen, now);
    return { ...facts, state, mustProve, misses, missedSince };
  };

  it('lapses after three looks and an hour, not sooner, and has to be proven again', () => {
    const serving: DomainFacts = { ...NEW, state: 'active' };
    const often = [0, 1, 2, 3, 4].reduce((facts, minute) => look(facts, NOW + minute * MINUTE), serving);
    expect(often).toMatchObject({ state: 'active', misses: 5, missedSince: NOW });
    const rarely = look(look(serving, NOW), NOW + 2 * HOUR);
    expect(rarely).toMatchObject({ state: 'active', misses: 2 });
    expect(look(rarely, NOW + 2 * HOUR + MINUTE)).toMatchObject({ state: 'lapsed', mustProve: true });
  });

  it('that come back in time has missed nothing', () => {
    const missed = look({ ...NEW, state: 'active' }, NOW);
    const back = judgeDomain(
      missed,
      { standing: RIGHT, hostname: hostname('active', 'active') },
      NOW + MINUTE,
    );
    expect(back).toMatchObject({ state: 'active', misses: 0, missedSince: null, mustProve: false });
  });

  it('lapses at once on Cloudflare’s word', () => {
    const moved = { standing: WRONG, hostname: hostname('moved', 'active') };
    expect(judgeDomain({ ...NEW, state: 'active' }, moved, NOW).state).toBe('lapsed');
  });

  it('stays lapsed until everything is there', () => {
    const lapsed = { state: 'lapsed', mustProve: true } as const;
    expect(judge(lapsed, { standing: WRONG, hostname: hostname('active', 'active') }).state).toBe('lapsed');
    expect(judge(lapsed, { standing: RIGHT, hostname: hostname('moved', 'active') }).state).toBe(
      'validating',
    );
  });
});

describe('when it is looked at again', () => {
  const at = (change: Partial<Parameters<typeof nextCheckAt>[0]>) =>
    nextCheckAt({ state: 'dns-missing', stateSince: NOW, misses: 0, unanswered: 0, ...change }, NOW) - NOW;

  it.each([
    ['just begun', {}, MINUTE],
    ['for half an hour', { stateSince: NOW - 30 * MINUTE }, 5 * MINUTE],
    ['for half a day', { stateSince: NOW - 12 * HOUR }, 15 * MINUTE],
    ['for a week', { stateSince: NOW - 7 * DAY }, HOUR],
    ['for a month', { stateSince: NOW - 30 * DAY }, DAY],
    ['serving', { state: 'active' }, 6 * HOUR],
    ['serving, records missed', { state: 'active', misses: 1 }, 15 * MINUTE],
    ['failed', { state: 'failed' }, DAY],
    ['no answer once', { unanswered: 1 }, MINUTE],
    ['no answer five times', { unanswered: 5 }, 16 * MINUTE],
    ['no answer for long', { unanswered: 40 }, 6 * HOUR],
  ] as const)('%s', (_, change, wait) => {
    expect(at(change)).toBe(wait);
  });

  it('a lapse can be told within two hours of the next look', () => {
    expect(at({ state: 'active', misses: 1 }) * 4).toBeLessThanOrEqual(HOUR);
  });

  it('Cloudflare is asked anew at once when records appear or it gave up, else every quarter of an hour', () => {
    const due = (
      isStuck: 'given-up' | 'waiting' | undefined,
      state: 'dns-missing' | 'validating',
      ago: number,
    ) => isRevalidationDue(isStuck, { state, askedAt: NOW - ago }, NOW);
    expect(due('waiting', 'dns-missing', 0)).toBe(true);
    expect(due('given-up', 'validating', 0)).toBe(true);
    expect(due('waiting', 'validating', 14 * MINUTE)).toBe(false);
    expect(due('waiting', 'validating', 15 * MINUTE)).toBe(true);
    expect(due(undefined, 'dns-missing', DAY)).toBe(false);
  });
});

describe('hostnames that nobody stands for', () => {
  it('are given an hour, and left alone when there are too many to be accidents', () => {
    expect(isOldEnough(NOW - HOUR + 1, NOW)).toBe(false);
    expect(isOldEnough(NOW - HOUR, NOW)).toBe(true);
    expect([isMassOfOrphans(10, 10), isMassOfOrphans(11, 20), isMassOfOrphans(11, 1_000)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('what its owner reads', () => {
  it('says something of every state, without the platform’s or its vendor’s name', () => {
    const texts = DOMAIN_STATES.flatMap((state) => [summaryOf(state, null), summaryOf(state, 'no-quota')]);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).not.toMatch(/barberpro|cloudflare/i);
  });
});
