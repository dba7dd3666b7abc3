import { loadCatalog } from '../../agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../agenda/catalog/spec-contract.ts';
import { bookTrial } from '../../agenda/trial/book-trial.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { noteInvitation } from '../../outreach/mail/note-invitation.ts';
import { errorFields } from '../../platform/log.ts';
import { applyDomains } from '../domains/apply-domains.ts';
import {
  ensureDatabase,
  ensureToken,
  migrateDatabase,
  noteProfile,
  openDoors,
  platformHostOf,
  readTenantRow,
  startTenant,
  type TenantCard,
  type TenantRow,
} from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { monogram } from '../onboarding/rules/monogram.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { readTemplate } from '../verticals/read-template.ts';
import { shopOfVertical } from '../verticals/rules/shop-of-vertical.ts';
import { readRisk, refuseTakenNames } from './check-request.ts';
import type { OnboardingRequest } from './contract.ts';
import { createInvitation } from './create-invitation.ts';
import { explainFailure } from './rules/explain-failure.ts';
import { APPROVAL_FROM, type Risk } from './rules/risk.ts';
import { recordOf, type StepName, type StepProblem } from './rules/steps.ts';
import type { OnboardingRow } from './store.ts';

export type StepOutcome =
  | { readonly outcome: 'done'; readonly risk?: Risk }
  /** An operator has to say yes first. */
  | { readonly outcome: 'wait'; readonly risk: Risk }
  | { readonly outcome: 'problem'; readonly problem: StepProblem };

type Step = (ctx: OperatorCtx, row: OnboardingRow) => Promise<StepOutcome | undefined>;

const DO: Readonly<Record<StepName, Step>> = {
  check,
  database: async (ctx, row) => {
    const mayBeOurs = recordOf(row.steps, 'database')?.mayHaveHappened === true;
    await ensureDatabase(ctx, await readTenantRow(ctx, row.tenantId), mayBeOurs);
    return undefined;
  },
  token: async (ctx, row) => {
    await ensureToken(ctx, await readTenantRow(ctx, row.tenantId));
    return undefined;
  },
  migrate: async (ctx, row) => {
    const { tenantRow, tenant } = await readTenant(ctx, row);
    await migrateDatabase(ctx, tenantRow, tenant);
    return undefined;
  },
  catalog: async (ctx, row) => {
    const { tenant } = await readTenant(ctx, row);
    await loadCatalog(ctx.openContext(tenant), catalogOf(row.request));
    return undefined;
  },
  brand: async (ctx, row) => {
    await noteProfile(ctx, await readTenantRow(ctx, row.tenantId), cardOf(row.request));
    return undefined;
  },
  domain,
  owner: async (ctx, row) => {
    const id = await createInvitation(ctx, row.tenantId);
    const { tenant } = await readTenant(ctx, row);
    await noteInvitation(ctx.openContext(tenant), { id, email: row.request.ownerEmail });
    return undefined;
  },
  smoke: async (ctx, row) => {
    const { tenant } = await readTenant(ctx, row);
    await bookTrial(ctx.openContext(tenant));
    return undefined;
  },
  // Nothing before its record, which opens the doors in the same transaction.
  live: () => Promise.resolve(undefined),
};

/** Does one step, or finds it done. Never throws: what went wrong is part of the answer. */
export async function applyStep(ctx: OperatorCtx, row: OnboardingRow, name: StepName): Promise<StepOutcome> {
  try {
    return (await DO[name](ctx, row)) ?? { outcome: 'done' };
  } catch (error) {
    ctx.log.warn('onboarding.step-failed', { onboarding: row.id, step: name, ...errorFields(error) });
    return { outcome: 'problem', problem: explainFailure(error) };
  }
}

/** Whether the names are still free, and whether somebody should look at the request; then the name is taken. */
async function check(ctx: OperatorCtx, row: OnboardingRow): Promise<StepOutcome> {
  try {
    await refuseTakenNames(ctx, row.request, row.tenantId);
  } catch (error) {
    if (error instanceof AppError && error.members.errors !== undefined) return refused(error);
    throw error;
  }
  const risk = await readRisk(ctx, row);
  if (risk.score >= APPROVAL_FROM && row.approvedAt === null) return { outcome: 'wait', risk };
  const tenantRow = await startTenant(ctx, row.tenantId, cardOf(row.request));
  if (tenantRow.id !== row.tenantId) {
    return refused(new AppError('already-exists', `Mientras tanto otro sitio tomó el nombre ${row.slug}.`));
  }
  return { outcome: 'done', risk };
}

function refused({ code, message, members: { errors = [] } }: AppError): StepOutcome {
  const fields = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  return { outcome: 'problem', problem: { kind: 'refuse', code, detail: [message, ...fields].join(' ') } };
}

/** The hosts are this tenant's from here on; an own domain serves when it is proven, which nothing here waits for. */
async function domain(ctx: OperatorCtx, row: OnboardingRow): Promise<undefined> {
  await openDoors(ctx, await readTenantRow(ctx, row.tenantId));
  await applyDomains(ctx.domains, row.tenantId, row.request.domains);
}

async function readTenant(
  ctx: OperatorCtx,
  row: OnboardingRow,
): Promise<{ readonly tenantRow: TenantRow; readonly tenant: Tenant }> {
  const tenantRow = await readTenantRow(ctx, row.tenantId);
  return { tenantRow, tenant: asTenant({ ...tenantRow, status: 'live' }, platformHostOf(ctx, row.slug)) };
}

function cardOf({
  legal: _,
  catalog: __,
  template: ___,
  ownerName: ____,
  ...card
}: OnboardingRequest): TenantCard {
  const { name, brand } = card;
  return { ...card, brand: { ...brand, logoSvg: brand.logoSvg ?? monogram(name, brand.primaryColor) } };
}

function catalogOf({ catalog, template, vertical, name, ownerName }: OnboardingRequest) {
  if (catalog !== undefined) return catalog;
  const shop = template ?? { address: name, providers: [] };
  return catalogSpecSchema.parse(shopOfVertical(readTemplate(vertical), { ...shop, name, ownerName }));
}
