import type { DnsRecords } from './records.ts';

/** The DNS of the world outside, as far as anybody has set it, and the platform's own zone. */
export interface Dns {
  /** Replaces what a name says; with nothing, the name is gone. */
  set(name: string, records: DnsRecords): void;
  resolve(name: string, type: DnsType): DnsAnswer;
  /** Whether requests for a host arrive at the zone. */
  isPointing(host: string): boolean;
  hasText(name: string, value: string): boolean;
}

export type DnsType = 'A' | 'CNAME' | 'TXT';

export interface DnsAnswer {
  readonly exists: boolean;
  /** As a resolver answers: the aliases that were followed, then what was asked for. */
  readonly records: readonly { readonly name: string; readonly type: DnsType; readonly data: string }[];
}

/** Where every name of the zone leads, as proxied names do (a block for documentation, RFC 5737). */
const EDGE_ADDRESSES = ['203.0.113.10', '203.0.113.11'];

const MAX_ALIASES = 8;

export interface DnsOptions {
  readonly names: Record<string, DnsRecords>;
  readonly zone: string;
  readonly onChange: () => void;
}

export function createDns({ names, zone, onChange }: DnsOptions): Dns {
  const isOfZone = (name: string) => name === zone || name.endsWith(`.${zone}`);
  const at = (name: string): DnsRecords | undefined =>
    names[name] ?? (isOfZone(name) ? { A: EDGE_ADDRESSES } : undefined);
  const resolve = (asked: string, type: DnsType): DnsAnswer => {
    const records: { name: string; type: DnsType; data: string }[] = [];
    let name = plain(asked);
    for (let alias = at(name)?.CNAME; alias !== undefined && records.length < MAX_ALIASES; ) {
      records.push({ name, type: 'CNAME', data: alias });
      name = alias;
      alias = type === 'CNAME' ? undefined : at(name)?.CNAME;
    }
    const found = at(name);
    const own = type === 'CNAME' ? [] : (found?.[type] ?? []);
    return {
      exists: found !== undefined || records.length > 0,
      records: [...records, ...own.map((data) => ({ name, type, data }))],
    };
  };
  return {
    set(name, records) {
      const isEmpty = Object.values(records).every((value) => value === undefined);
      if (isEmpty) delete names[plain(name)];
      else names[plain(name)] = { ...records, ...(records.CNAME && { CNAME: plain(records.CNAME) }) };
      onChange();
    },
    resolve,
    isPointing: (host) =>
      resolve(host, 'A').records.some(({ type, data }) =>
        type === 'CNAME' ? isOfZone(data) : EDGE_ADDRESSES.includes(data),
      ),
    hasText: (name, value) => resolve(name, 'TXT').records.some(({ data }) => data === value),
  };
}

/** Names are compared in lower case and without the root's dot. */
function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
