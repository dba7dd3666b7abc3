import type { Dns, DnsType } from './dns.ts';

const NUMBERS: Readonly<Record<DnsType, number>> = { A: 1, CNAME: 5, TXT: 16 };
const TTL_SECONDS = 60;
const NO_ERROR = 0;
export const SERVFAIL = 2;
const NXDOMAIN = 3;

/** DNS over HTTPS as JSON, as Cloudflare's resolver answers; undefined when the question is not one. */
export function answerDnsQuery(
  dns: Dns,
  query: URLSearchParams,
  failure?: typeof SERVFAIL,
): Record<string, unknown> | undefined {
  const name = query.get('name');
  const type = (query.get('type') ?? 'A').toUpperCase() as DnsType;
  if (name === null || name === '' || NUMBERS[type] === undefined) return undefined;
  const { exists, records } = dns.resolve(name, type);
  const answer = failure === undefined ? records.map(presentRecord) : [];
  return {
    Status: failure ?? (exists ? NO_ERROR : NXDOMAIN),
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name, type: NUMBERS[type] }],
    ...(answer.length > 0 && { Answer: answer }),
  };
}

function presentRecord({ name, type, data }: { name: string; type: DnsType; data: string }) {
  const text = type === 'TXT' ? `"${data}"` : type === 'CNAME' ? `${data}.` : data;
  return { name, type: NUMBERS[type], TTL: TTL_SECONDS, data: text };
}
