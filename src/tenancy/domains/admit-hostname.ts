import { AppError } from '../../kernel/problem.ts';
import type { Hostname } from './gateway-cloudflare.ts';
import type { DomainCtx } from './open-domains.ts';
import type { DomainProblem } from './rules/domain-words.ts';
import type { DomainRow } from './store.ts';

export type Admission =
  | { readonly kind: 'seen'; readonly hostname: Hostname; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly problem: DomainProblem }
  | { readonly kind: 'unanswered' };

/** Cloudflare's clock and ours may differ by so much. */
const SKEW_MS = 5 * 60_000;

type Sought = Pick<DomainRow, 'host' | 'cloudflareId' | 'createdAt'>;

/** Finds the custom hostname of a domain, or has it made. A lost answer is made good by looking, not by asking again. */
export async function admitHostname(ctx: DomainCtx, row: Sought): Promise<Admission> {
  try {
    const known = row.cloudflareId === null ? undefined : await ctx.hostnames.find(row.cloudflareId);
    return known === undefined ? await create(ctx, row) : { kind: 'seen', hostname: known, isNew: false };
  } catch (error) {
    if (error instanceof AppError && error.code === 'upstream-failed') return { kind: 'unanswered' };
    throw error;
  }
}

async function create(ctx: DomainCtx, row: Sought): Promise<Admission> {
  const creation = await ctx.hostnames.create(row.host);
  if (creation.ok) {
    // What POST answers is how it is born; what it has become since, only a reading says.
    const hostname = (await ctx.hostnames.find(creation.hostname.id)) ?? creation.hostname;
    return { kind: 'seen', hostname, isNew: true };
  }
  if (creation.reason !== 'duplicate') return { kind: 'refused', problem: creation.reason };
  const found = await ctx.hostnames.findByName(row.host);
  if (found === undefined) return { kind: 'refused', problem: 'in-use-elsewhere' };
  if (!isOurs(row, found)) return { kind: 'refused', problem: 'not-ours' };
  return { kind: 'seen', hostname: found, isNew: false };
}

/** Undefined when there is none, or none that came from us. */
export async function findOwnHostname(ctx: DomainCtx, row: Sought): Promise<string | undefined> {
  if (row.cloudflareId !== null) return row.cloudflareId;
  const found = await ctx.hostnames.findByName(row.host);
  return found !== undefined && isOurs(row, found) ? found.id : undefined;
}

/** Every creation of ours follows its row: what is older was made by somebody else, for something else. */
function isOurs(row: Sought, hostname: Hostname): boolean {
  return hostname.createdAt >= row.createdAt - SKEW_MS;
}
