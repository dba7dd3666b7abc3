import type { OwnDomain } from '../../kernel/domain.ts';
import { formatInstant } from '../../kernel/local-time.ts';
import type { Onboarding, OnboardingSummary } from './contract.ts';
import { currentStep, percentOf, recordOf, STEPS, type StepName } from './rules/steps.ts';
import type { OnboardingRow } from './store.ts';

export function presentSummary(row: OnboardingRow): OnboardingSummary {
  const at = clockOf(row);
  return {
    id: row.id,
    slug: row.slug,
    name: row.request.name,
    ownerEmail: row.ownerEmail,
    state: row.state,
    isClosed: row.closedAt !== null,
    percent: percentOf(row.steps),
    step: currentStep(row.steps) ?? null,
    createdAt: at(row.createdAt),
    updatedAt: at(row.updatedAt),
  };
}

export function presentOnboarding(row: OnboardingRow, domains: readonly OwnDomain[]): Onboarding {
  const at = clockOf(row);
  return {
    ...presentSummary(row),
    steps: STEPS.map((name) => presentStep(row, name)),
    problem: row.problem,
    risk: row.risk === null ? null : { ...row.risk, reasons: [...row.risk.reasons] },
    domains: [...domains],
    todo: todoOf(row, domains),
    nextAttemptAt: row.state === 'running' && row.nextAt !== null ? at(row.nextAt) : null,
    trackUrl: `/api/enterprise/onboarding/track/${row.id}`,
  };
}

function presentStep(row: OnboardingRow, name: StepName): Onboarding['steps'][number] {
  const at = clockOf(row);
  const record = recordOf(row.steps, name);
  if (record === undefined)
    return {
      name,
      state: 'pending',
      attempts: 0,
      startedAt: null,
      finishedAt: null,
      seconds: null,
      problem: null,
    };
  const { attempts, startedAt, finishedAt, problem } = record;
  const isUnderWay = row.state === 'running' || row.state === 'waiting';
  const unfinished = isUnderWay ? 'running' : 'failed';
  return {
    name,
    state: finishedAt === null ? unfinished : 'done',
    attempts,
    startedAt: at(startedAt),
    finishedAt: finishedAt === null ? null : at(finishedAt),
    seconds: finishedAt === null ? null : (finishedAt - startedAt) / 1_000,
    problem,
  };
}

/** What a person has to do, in order. */
function todoOf(row: OnboardingRow, domains: readonly OwnDomain[]): string[] {
  const records = domains.flatMap(({ host, missing }) =>
    missing.map(({ type, name, value }) => `En el DNS de ${host}, agregá ${type} ${name} → ${value}`),
  );
  return [...todoOfState(row), ...records];
}

function todoOfState(row: OnboardingRow): string[] {
  const { state, problem, closedAt, undoAt } = row;
  switch (state) {
    case 'waiting':
      return ['Mirá los motivos del riesgo: aprobá el alta (approve) o cancelala (cancel)'];
    case 'failed':
      if (closedAt !== null) return ['Se deshizo todo: con el problema resuelto, mandá el pedido de nuevo'];
      if (undoAt === null || problem?.kind === 'retry') return [];
      return [
        problem?.detail ?? 'Mirá el problema del paso',
        `Después, reintentá (retry); si no, el ${clockOf(row)(undoAt)} se deshace todo`,
      ];
    case 'refused':
      return ['Corregí lo que dice el problema y mandá el pedido de nuevo'];
    case 'live':
      return [`La invitación va por correo a ${row.ownerEmail}: si no le llega, pasale el enlace`];
    case 'running':
    case 'cancelled':
      return [];
  }
}

/** RFC 3339 in the zone of the shop. */
function clockOf({ request }: OnboardingRow): (at: number) => string {
  return (at) => formatInstant(at, request.timeZone);
}
