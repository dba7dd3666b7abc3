import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import type { AvailabilityQuery, MissingSlot } from './contract.ts';
import type { BusyRow } from './find-slots.ts';
import { explainStarts, type MissingStart } from './rules/explain-starts.ts';
import { inMinutes, startRequestOf } from './rules/provider-time.ts';
import { schedulesOf, type ZonedSchedule } from './rules/provider-windows.ts';

const MINUTE_MS = 60_000;

export interface ExplainFacts {
  readonly catalog: Catalog;
  readonly service: ServiceRecord;
  readonly busy: readonly BusyRow[];
}

/** Why each start that is not offered is missing, provider by provider. Not for the hot path. */
export function explainSlots(ctx: Ctx, facts: ExplainFacts, query: AvailabilityQuery): MissingSlot[] {
  const providers = (facts.catalog.providersByService.get(facts.service.id) ?? []).filter(
    ({ id }) => query.providerId === undefined || query.providerId === id,
  );
  return providers.flatMap(({ id }) =>
    schedulesOf(facts.catalog, id).flatMap((zoned) =>
      explainProvider(ctx, facts, { query, providerId: id, zoned }),
    ),
  );
}

interface ProviderQuestion {
  readonly query: AvailabilityQuery;
  readonly providerId: string;
  readonly zoned: ZonedSchedule;
}

function explainProvider(
  ctx: Ctx,
  { service, busy }: ExplainFacts,
  { query, providerId, zoned: { zone, schedule } }: ProviderQuestion,
): MissingSlot[] {
  const missing = explainStarts({
    schedule,
    range: { from: query.from, to: query.to, zone },
    busy: busy
      .filter(({ subjectId }) => subjectId === providerId)
      .map((row) => ({ ...inMinutes(row), kind: row.ownerType === 'external' ? 'block' : row.ownerType })),
    request: startRequestOf(service, ctx.now, zone),
  });
  return missing
    .filter(
      ({ locationId }) =>
        query.locationId === undefined || locationId === null || locationId === query.locationId,
    )
    .map((start) => present(ctx, start, { zone, providerId }));
}

/** The name of a holiday is everybody's; why a provider is away is not. */
function present(
  ctx: Ctx,
  start: MissingStart,
  { zone, providerId }: { zone: string; providerId: string },
): MissingSlot {
  const { date, startsAt, rule, changedBy, detail } = start;
  const isPublic = rule === 'holiday' || ctx.actor.type !== 'guest';
  return {
    date,
    startsAt: startsAt === null ? null : formatInstant(startsAt * MINUTE_MS, zone),
    providerId,
    rule,
    changedBy,
    ...(isPublic && detail !== undefined && { detail }),
  };
}
