import { AppError } from '../../kernel/problem.ts';
import { checkDomain } from './check-domain.ts';
import type { DomainCtx } from './open-domains.ts';
import { finishRemoval, forgetServing, removeDomain } from './remove-domain.ts';
import { checkHostName } from './rules/host-name.ts';
import {
  type DomainRow,
  domainByHost,
  domainsOf,
  followDomains,
  insertDomain,
  preferDomain,
} from './store.ts';

/**
 * Makes a tenant's domains those of a list, the first of them preferred. What is new is looked at at once; what cannot
 * be settled now, the sweep goes on with.
 */
export async function applyDomains(
  ctx: DomainCtx,
  tenantId: string,
  wanted: readonly string[],
): Promise<void> {
  const hosts = wanted.map((text, index) => hostNamed(ctx, text, `/domains/${index}`));
  const [rows] = await ctx.registry.read([domainsOf(tenantId)]);
  for (const { host, state } of rows) {
    if (!hosts.includes(host) && state !== 'removing') await removeDomain(ctx, tenantId, host);
  }
  const noted: DomainRow[] = [];
  for (const host of hosts) noted.push(await noteDomain(ctx, tenantId, host));
  const [preferred] = hosts;
  if (preferred !== undefined && noted[0]?.isPreferred === false) await prefer(ctx, tenantId, preferred);
  for (const { host, state } of noted) if (state !== 'active') await checkByName(ctx, host);
}

/** Adds a domain, or finds it added, and looks at it. Throws `already-exists` when it is another tenant's. */
export async function createDomain(ctx: DomainCtx, tenantId: string, text: string): Promise<string> {
  const host = hostNamed(ctx, text, '/host');
  await noteDomain(ctx, tenantId, host);
  await checkByName(ctx, host);
  return host;
}

/** Asked before anything is made: names that a domain cannot have, and domains of others. */
export async function refuseTakenDomains(
  ctx: DomainCtx,
  wanted: readonly string[],
  tenantId: string | undefined,
): Promise<void> {
  for (const [index, text] of wanted.entries()) {
    const pointer = `/domains/${index}`;
    const [[row]] = await ctx.registry.read([domainByHost(hostNamed(ctx, text, pointer))]);
    if (row !== undefined && row.tenantId !== tenantId) throw taken(row.host, pointer);
  }
}

function hostNamed(ctx: DomainCtx, text: string, pointer: string): string {
  const verdict = checkHostName(text, ctx.ownNames);
  if (verdict.ok) return verdict.host;
  throw new AppError('invalid-input', verdict.detail, {
    errors: [{ in: 'body', pointer, detail: verdict.detail }],
  });
}

/** The row comes before anything outside: whatever is found there without one can be cleared away. */
async function noteDomain(ctx: DomainCtx, tenantId: string, host: string): Promise<DomainRow> {
  for (const isLast of [false, true]) {
    await ctx.registry.write([insertDomain({ host, tenantId, proofToken: ctx.newProof() }, ctx.now)]);
    const [[row]] = await ctx.registry.read([domainByHost(host)]);
    if (row === undefined) continue;
    if (row.tenantId !== tenantId) throw taken(host, '/host');
    if (row.state !== 'removing') return row;
    if (!isLast) await finishRemoval(ctx, row);
  }
  throw new AppError(
    'request-in-progress',
    `${host} todavía se está quitando. Probá de nuevo en unos minutos.`,
  );
}

function taken(host: string, pointer: string): AppError {
  return new AppError('already-exists', `Ya es de otro sitio: ${host}.`, {
    errors: [{ in: 'body', pointer, detail: 'Ya está en uso' }],
  });
}

async function prefer(ctx: DomainCtx, tenantId: string, host: string): Promise<void> {
  await forgetServing(ctx, tenantId, () =>
    ctx.registry.write([preferDomain(tenantId, host), ...followDomains(tenantId, ctx.now)]),
  );
}

/** Throws `too-early` for a domain that does not serve: links would lead nowhere. */
export async function chooseCanonical(ctx: DomainCtx, tenantId: string, host: string): Promise<void> {
  const row = await ownDomain(ctx, tenantId, host);
  if (row.state !== 'active') throw new AppError('too-early', `${host} todavía no atiende.`);
  await prefer(ctx, tenantId, host);
}

/** Throws `not-found` for another tenant's domain as for none. */
export async function ownDomain(ctx: DomainCtx, tenantId: string, host: string): Promise<DomainRow> {
  const [[row]] = await ctx.registry.read([domainByHost(host.toLowerCase())]);
  if (row?.tenantId !== tenantId) throw new AppError('not-found', 'No existe ese dominio.');
  return row;
}

async function checkByName(ctx: DomainCtx, host: string): Promise<void> {
  const [[row]] = await ctx.registry.read([domainByHost(host)]);
  if (row !== undefined) await checkDomain(ctx, row);
}
