const MILLISECONDS_PER_MINUTE = 60_000;
const MILLISECONDS_PER_DAY = 86_400_000;

// No zone has changed twice within four days since 1970, so one probe at each end of a block shows every change.
const BLOCK = 4 * MILLISECONDS_PER_DAY;
const MAX_ZONES = 64;
const MAX_BLOCKS_PER_ZONE = 1024;

type Block = { offset: number; changesAt: number; offsetAfter: number };
type Zone = { name: string; format: Intl.DateTimeFormat; blocks: Map<number, Block> };

const zones = new Map<string, Zone>();
let lastZone: Zone | undefined;

/**
 * Offset of an IANA zone from UTC at an instant, in milliseconds, positive east of Greenwich.
 * The answer is kept per zone and block of four days, so repeated questions cost two map look-ups.
 * Throws RangeError for an unknown zone.
 */
export function offsetAt(epochMs: number, zone: string): number {
  const known = lastZone !== undefined && lastZone.name === zone ? lastZone : zoneNamed(zone);
  const index = Math.floor(epochMs / BLOCK);
  const block = known.blocks.get(index) ?? learnBlock(known, index);
  return epochMs < block.changesAt ? block.offset : block.offsetAfter;
}

/**
 * Offset that turns a wall clock reading (milliseconds, as if it were UTC) into its instant: `wall - offset`.
 * A reading that does not exist moves forward by the gap; one that exists twice means the earlier instant
 * ("compatible" in TC39 Temporal, as RFC 5545 section 3.3.5 asks).
 */
export function offsetOfWallClock(wallMs: number, zone: string): number {
  const before = offsetAt(wallMs - MILLISECONDS_PER_DAY, zone);
  const after = offsetAt(wallMs + MILLISECONDS_PER_DAY, zone);
  if (before === after || offsetAt(wallMs - before, zone) === before) return before;
  return offsetAt(wallMs - after, zone) === after ? after : before;
}

/** True for a name of the IANA time zone database, such as `America/Argentina/Ushuaia`; false for `+03:00`. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false;
  try {
    return zoneNamed(name).format.resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function zoneNamed(name: string): Zone {
  lastZone = zones.get(name) ?? openZone(name);
  return lastZone;
}

function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const zone = { name, format, blocks: new Map<number, Block>() };
  if (zones.size >= MAX_ZONES) for (const oldest of zones.keys()) return replaceZone(oldest, zone);
  zones.set(name, zone);
  return zone;
}

function replaceZone(oldest: string, zone: Zone): Zone {
  zones.delete(oldest);
  zones.set(zone.name, zone);
  return zone;
}

function learnBlock(zone: Zone, index: number): Block {
  const startsAt = index * BLOCK;
  const offset = probe(zone, startsAt);
  const offsetAfter = zone.blocks.get(index + 1)?.offset ?? probe(zone, startsAt + BLOCK);
  const changesAt = offset === offsetAfter ? Infinity : findChange(zone, startsAt, offset);
  if (zone.blocks.size >= MAX_BLOCKS_PER_ZONE) zone.blocks.clear();
  const block = { offset, changesAt, offsetAfter };
  zone.blocks.set(index, block);
  return block;
}

/** Bisects to the second: older changes do not fall on whole minutes. */
function findChange(zone: Zone, startsAt: number, offset: number): number {
  let before = startsAt / 1000;
  let after = (startsAt + BLOCK) / 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (probe(zone, middle * 1000) === offset) before = middle;
    else after = middle;
  }
  return after * 1000;
}

function probe(zone: Zone, epochMs: number): number {
  const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(zone.format.format(epochMs));
  if (parts?.[1] === undefined) return 0;
  const [, sign, hours, minutes, seconds = 0] = parts;
  const size = (Number(hours) * 60 + Number(minutes)) * MILLISECONDS_PER_MINUTE + Number(seconds) * 1000;
  return sign === '-' ? -size : size;
}
