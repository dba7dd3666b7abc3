import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { callHttp } from '../../platform/http-client.ts';
import type { DnsSeen } from './rules/records.ts';

/** The names that tell whether a domain may be served. */
export interface DnsQuestion {
  readonly host: string;
  /** Where it should lead. */
  readonly pointer: string;
  readonly proofName: string;
}

/** Throws `upstream-failed` when the DNS could not be asked: that a name does not exist is an answer. */
export type Resolver = (question: DnsQuestion) => Promise<DnsSeen>;

const TIMEOUT_MS = 5_000;
const TYPES = { A: 1, CNAME: 5, TXT: 16 } as const;
const NO_ERROR = 0;
const NXDOMAIN = 3;

const answerSchema = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});
type Answer = z.infer<typeof answerSchema>['Answer'];

export function dnsResolver(dnsUrl: string): Resolver {
  return async ({ host, pointer, proofName }) => {
    const [own, target, proofs] = await Promise.all([
      ask(dnsUrl, host, 'A'),
      ask(dnsUrl, pointer, 'A'),
      textsOf(dnsUrl, proofName),
    ]);
    return {
      aliases: only('CNAME', own).map((name) => name.toLowerCase().replace(/\.$/, '')),
      addresses: only('A', own),
      targetAddresses: only('A', target),
      proofs,
    };
  };
}

/** The TXT records of a name. Throws `upstream-failed` when the DNS could not be asked. */
export async function textsOf(dnsUrl: string, name: string): Promise<string[]> {
  return only('TXT', await ask(dnsUrl, name, 'TXT')).map(unquoted);
}

/** DNS over HTTPS as JSON (developers.cloudflare.com/1.1.1.1, "Using JSON"). */
async function ask(dnsUrl: string, name: string, type: keyof typeof TYPES): Promise<Answer> {
  const answer = await callHttp({
    url: `${dnsUrl}?name=${encodeURIComponent(name)}&type=${type}`,
    method: 'GET',
    headers: { accept: 'application/dns-json' },
    timeout: TIMEOUT_MS,
  });
  const parsed = answerSchema.safeParse(answer.json);
  if (answer.status !== 200 || !parsed.success || ![NO_ERROR, NXDOMAIN].includes(parsed.data.Status)) {
    throw new AppError('upstream-failed', 'No se pudo consultar el DNS.');
  }
  return parsed.data.Answer;
}

function only(type: keyof typeof TYPES, answer: Answer): string[] {
  return answer.filter((record) => record.type === TYPES[type]).map(({ data }) => data);
}

/** A long text comes in quoted pieces. */
function unquoted(text: string): string {
  return text.replaceAll(/^"|"$|"\s+"/g, '');
}
