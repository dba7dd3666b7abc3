import type { OwnDomain, OwnDomains } from '../../kernel/domain.ts';
import { AppError } from '../../kernel/problem.ts';
import { ownDomain } from './apply-domains.ts';
import { checkDomain } from './check-domain.ts';
import type { DomainCtx } from './open-domains.ts';
import { adviceFor, summaryOf } from './rules/domain-words.ts';
import { type DomainRow, domainByHost, domainsOf, servingHosts } from './store.ts';

/** A shop asks as often as it likes; the services behind are asked at most so often for one domain. */
const CALM_MS = 10_000;

type Serving = readonly { readonly host: string; readonly isCanonical: boolean }[];

function presentDomain(row: DomainRow, serving: Serving): OwnDomain {
  const { host, state, problem, missing, delegation } = row;
  const own = serving.find((one) => one.host === host);
  const isServing = own !== undefined;
  return {
    host,
    state,
    isServing,
    isCanonical: own?.isCanonical === true,
    summary: summaryOf(state, problem),
    missing,
    advice: adviceFor(host, missing.length === 0),
    delegation: isServing || state === 'removing' ? null : delegation,
    hostnameStatus: row.hostnameStatus,
    certificateStatus: row.certificateStatus,
    checkedAt: instant(row.checkedAt),
    nextCheckAt: new Date(row.nextCheckAt).toISOString(),
    verifiedAt: instant(row.verifiedAt),
  };
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

export async function listOwnDomains(ctx: DomainCtx, tenantId: string): Promise<OwnDomain[]> {
  const [rows, serving] = await ctx.registry.read([domainsOf(tenantId), servingHosts(tenantId)]);
  return rows.map((row) => presentDomain(row, serving));
}

/** Undefined when it is gone. */
export async function readOwnDomain(
  ctx: DomainCtx,
  tenantId: string,
  host: string,
): Promise<OwnDomain | undefined> {
  const [[row], serving] = await ctx.registry.read([domainByHost(host), servingHosts(tenantId)]);
  return row && presentDomain(row, serving);
}

/** Looks at a domain now and says what came of it. */
export async function checkOwnDomain(
  ctx: DomainCtx,
  { tenantId, host, calmMs = 0 }: { tenantId: string; host: string; calmMs?: number },
): Promise<OwnDomain> {
  const row = await ownDomain(ctx, tenantId, host);
  if (ctx.now - (row.checkedAt ?? 0) >= calmMs) await checkDomain(ctx, row);
  const after = await readOwnDomain(ctx, tenantId, row.host);
  if (after === undefined) throw new AppError('not-found', 'No existe ese dominio.');
  return after;
}

/** What a tenant may see and do of its domains. */
export function ownDomains(open: () => DomainCtx, tenantId: string): OwnDomains {
  return {
    list: () => listOwnDomains(open(), tenantId),
    check: (host) => checkOwnDomain(open(), { tenantId, host, calmMs: CALM_MS }),
  };
}
