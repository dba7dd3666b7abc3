import * as z from 'zod';
import { catalogSpecSchema } from '../../agenda/catalog/spec-contract.ts';
import { listOf } from '../../platform/list-contract.ts';
import { domainSchema } from '../domains/contract.ts';
import { tenantCardFields } from '../onboarding/contract.ts';
import { countryContradictions, withConventions } from '../onboarding/rules/country-conventions.ts';
import { intakeProblems } from '../verticals/check-intake.ts';
import { templateSchema } from '../verticals/contract.ts';
import { legalContradictions, withPlainTaxId } from './rules/legal-facts.ts';
import { STATES, STEPS } from './rules/steps.ts';

const { country, domains, brand, ...card } = tenantCardFields;

const taxIdSchema = z.string().max(30);

const legalSchema = z.strictObject({
  name: z.string().trim().min(2).max(120).describe('Razón social, o nombre y apellido'),
  taxId: taxIdSchema.optional().describe('CUIT, RFC o NIT, con o sin guiones'),
  cuit: taxIdSchema.optional().describe('Lo mismo que taxId, en la Argentina'),
});

/** A tenant as somebody asks for it: what `tenants/<slug>/tenant.json` says, with who answers for it. */
export const onboardingRequestSchema = z
  .strictObject({
    ...card,
    country: country.default('AR'),
    domains: domains.default([]),
    brand: brand.extend({ logoSvg: brand.shape.logoSvg.optional() }).describe('Sin logo: la inicial'),
    ownerName: z.string().trim().min(2).max(80),
    legal: legalSchema.optional(),
    catalog: catalogSpecSchema.optional(),
    template: templateSchema.optional().describe('En lugar de catalog: con lo que empieza el rubro'),
  })
  .superRefine((request, check) => {
    const report = (path: readonly (string | number)[], message: string) =>
      check.addIssue({ code: 'custom', path: [...path], message });
    if ((request.catalog === undefined) === (request.template === undefined))
      report(
        [request.catalog === undefined ? 'template' : 'catalog'],
        'Mandá catalog o template, uno de los dos',
      );
    for (const { path, message } of [...countryContradictions(request), ...legalContradictions(request)])
      report(path, message);
  })
  .superRefine(({ vertical, catalog }, check) => {
    const problems = catalog === undefined ? [] : intakeProblems(vertical, catalog);
    for (const { path, message } of problems)
      check.addIssue({ code: 'custom', path: ['catalog', ...path], message });
  })
  .transform(withConventions)
  .transform(withPlainTaxId)
  .meta({ id: 'OnboardingRequest' });

export type OnboardingRequest = z.output<typeof onboardingRequestSchema>;

const problemSchema = z.object({
  kind: z.enum(['retry', 'fix', 'refuse']).describe('retry: se reintenta solo; fix: hay que cambiar algo'),
  code: z.string(),
  detail: z.string(),
});

const stepSchema = z.object({
  name: z.enum(STEPS),
  state: z.enum(['pending', 'running', 'done', 'failed']),
  attempts: z.int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  seconds: z.number().nullable().describe('Desde el primer intento'),
  problem: problemSchema.nullable(),
});

const riskSchema = z.object({
  score: z.int().min(0).max(100),
  reasons: z.array(z.object({ code: z.string(), weight: z.int(), detail: z.string() })),
});

const summarySchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  ownerEmail: z.string(),
  state: z.enum(STATES),
  isClosed: z.boolean().describe('No queda nada por hacer ni por deshacer'),
  percent: z.int().min(0).max(100),
  step: z.enum(STEPS).nullable().describe('El que sigue; null: ninguno'),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const onboardingSummarySchema = summarySchema.meta({ id: 'OnboardingSummary' });

export const onboardingSchema = summarySchema
  .extend({
    steps: z.array(stepSchema),
    problem: problemSchema.nullable(),
    risk: riskSchema.nullable(),
    domains: z.array(domainSchema),
    todo: z.array(z.string()).describe('Lo que tiene que hacer una persona'),
    nextAttemptAt: z.string().nullable(),
    trackUrl: z.string(),
  })
  .meta({ id: 'Onboarding' });

export const onboardedSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    tenantId: z.string(),
    hosts: z.array(z.string()),
    siteUrl: z.string(),
    agendaUrl: z.string(),
    invitationUrl: z.string().nullable().describe('Para quien es dueño; null: ya se usó o venció'),
    invitation: z
      .object({
        expiresAt: z.string(),
        acceptedAt: z.string().nullable(),
      })
      .nullable(),
    domains: z.array(domainSchema),
    seconds: z.object({ total: z.number(), steps: z.record(z.string(), z.number()) }),
  })
  .meta({ id: 'Onboarded' });

export const onboardingIdSchema = z.strictObject({ id: z.string().max(64) });

export const listOnboardingsSchema = z.strictObject({
  state: z.enum(STATES).optional(),
  q: z.string().trim().max(80).optional().describe('Parte del nombre corto o de la casilla'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});

export const onboardingListSchema = listOf(onboardingSummarySchema);

export const orphanListSchema = z.object({
  data: z.array(
    z.object({ name: z.string(), databaseId: z.string(), firstSeenAt: z.string(), deletedFrom: z.string() }),
  ),
  nextCursor: z.null(),
});

export type Onboarding = z.infer<typeof onboardingSchema>;
export type OnboardingSummary = z.infer<typeof onboardingSummarySchema>;
export type Onboarded = z.infer<typeof onboardedSchema>;
