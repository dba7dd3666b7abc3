import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DnsSeen, pointerOf, standingOf } from '../../../../src/tenancy/domains/rules/records.ts';

const TARGET = 'dominios.plataforma.example';
const ME = 'tnt_01kaaaaaaaaaaaaaaaaaaaaaaa';
const OTHER = 'tnt_01kbbbbbbbbbbbbbbbbbbbbbbb';
const EDGE = '203.0.113.10';
const NOTHING: DnsSeen = { aliases: [], addresses: [], targetAddresses: [EDGE], proofs: [] };
const MINE = { ...NOTHING, aliases: [pointerOf(ME, TARGET)], addresses: [EDGE] };
const THEIRS = { ...MINE, aliases: [pointerOf(OTHER, TARGET)] };
const PROOF = 'verificacion=secreto';

function standing(seen: DnsSeen, change: { host?: string; mustProve?: boolean; isActive?: boolean } = {}) {
  const { host = 'turnos.tienda.com.ar', mustProve = false, isActive = false } = change;
  const claim = { host, tenantId: ME, proofToken: 'secreto', mustProve };
  return standingOf(claim, seen, { cnameTarget: TARGET, isActiveAtCloudflare: isActive });
}

const types = ({ missing }: { missing: readonly { type: string }[] }) => missing.map(({ type }) => type);

describe('whether a domain may be served', () => {
  it('an alias to the tenant’s own pointer is all it takes', () => {
    expect(standing(MINE)).toEqual({ isComplete: true, missing: [] });
    const chain = { ...MINE, aliases: ['www.tienda.com.ar', pointerOf(ME, TARGET)] };
    expect(standing(chain).isComplete).toBe(true);
  });

  it('without one, it is the exact record that is missing, with what is there instead', () => {
    const name = 'turnos.tienda.com.ar';
    const value = pointerOf(ME, TARGET);
    expect(standing(NOTHING).missing).toEqual([{ type: 'CNAME', name, value, found: [] }]);
    const elsewhere = { ...NOTHING, aliases: ['shop.otra.com'], addresses: ['198.51.100.1'] };
    expect(standing(elsewhere).missing[0]?.found).toEqual(['shop.otra.com']);
    const address = { ...NOTHING, addresses: ['198.51.100.1'] };
    expect(standing(address).missing[0]?.found).toEqual(['198.51.100.1']);
  });

  it('an alias that was left behind for another site opens it to nobody else', () => {
    const found = standing(THEIRS);
    expect(found.isComplete).toBe(false);
    expect(found.missing).toEqual([
      { type: 'CNAME', name: 'turnos.tienda.com.ar', value: pointerOf(ME, TARGET), found: THEIRS.aliases },
    ]);
    expect(standing({ ...THEIRS, proofs: [PROOF] }).isComplete).toBe(true);
  });

  it('an apex whose alias cannot be seen proves itself by TXT', () => {
    const host = 'tienda.com.ar';
    expect(types(standing(NOTHING, { host }))).toEqual(['CNAME', 'TXT']);
    const flattened = { ...NOTHING, addresses: [EDGE] };
    expect(types(standing(flattened, { host }))).toEqual(['TXT']);
    expect(standing({ ...flattened, proofs: [PROOF] }, { host })).toEqual({ isComplete: true, missing: [] });
    expect(standing({ ...flattened, proofs: ['verificacion=otro'] }, { host }).isComplete).toBe(false);
  });

  it('behind a proxy of its own, the TXT and Cloudflare’s word together are enough, and neither alone', () => {
    const proxied = { ...NOTHING, addresses: ['198.51.100.1'] };
    expect(standing({ ...proxied, proofs: [PROOF] }, { isActive: true }).isComplete).toBe(true);
    expect(standing(proxied, { isActive: true }).isComplete).toBe(false);
    expect(standing({ ...proxied, proofs: [PROOF] }).isComplete).toBe(false);
  });

  it('after a lapse pointing here is not enough', () => {
    expect(types(standing(NOTHING, { mustProve: true }))).toEqual(['CNAME', 'TXT']);
    expect(types(standing(MINE, { mustProve: true }))).toEqual(['TXT']);
    expect(standing({ ...MINE, proofs: [PROOF] }, { mustProve: true }).isComplete).toBe(true);
  });

  it('something is missing exactly when it is not complete', () => {
    const dns = fc.constantFrom(NOTHING, MINE, THEIRS, { ...NOTHING, addresses: [EDGE] });
    const claim = fc.record({
      host: fc.constantFrom('turnos.tienda.com.ar', 'tienda.com.ar'),
      mustProve: fc.boolean(),
      isActive: fc.boolean(),
    });
    fc.assert(
      fc.property(dns, fc.boolean(), claim, (seen, isProven, change) => {
        const { isComplete, missing } = standing({ ...seen, proofs: isProven ? [PROOF] : [] }, change);
        expect(missing.length === 0).toBe(isComplete);
      }),
      { numRuns: 500 },
    );
  });
});
