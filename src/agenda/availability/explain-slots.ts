import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { MissingSlot } from './contract.ts';
import type { FoundSlots, SlotSearch } from './find-slots.ts';
import { explainStarts, type MissingStart } from './rules/explain-starts.ts';
import { busyBySubject, rowsBySubject, startRequestOf } from './rules/provider-time.ts';
import { schedulesOf, type ZonedSchedule } from './rules/provider-windows.ts';
import { type ExplainedProvider, needsOf } from './rules/session-obstacles.ts';
import type { SlotAgenda } from './rules/slot-agenda.ts';
import { offerOfItem } from './rules/wanted-visit.ts';

const MINUTE_MS = 60_000;

/**
 * Why each start that is not offered is missing, provider by provider; of a visit or a team, as if each gave the first
 * service alone. Not for the hot path.
 */
export function explainSlots(ctx: Ctx, found: FoundSlots, search: SlotSearch): MissingSlot[] {
  const { catalog, visit, busy } = found;
  const [item] = visit.items;
  if (item === undefined) return [];
  const times = busyBySubject(busy, ctx.now);
  const rows = rowsBySubject(busy, ctx.now);
  const agenda: SlotAgenda = { catalog, visit, now: ctx.now, range: search, times, rows };
  return item.providers.flatMap((provider) =>
    schedulesOf(catalog, provider.id).flatMap((zoned) =>
      explainProvider(ctx, { agenda, item, provider }, zoned),
    ),
  );
}

function explainProvider(
  ctx: Ctx,
  explained: ExplainedProvider,
  { zone, schedule }: ZonedSchedule,
): MissingSlot[] {
  const { agenda, item, provider } = explained;
  const { from, to } = agenda.range;
  const missing = explainStarts({
    schedule,
    range: { from, to, zone },
    busy: (agenda.times.get(provider.id)?.busy ?? []).map(({ ownerType, ...time }) => ({
      ...time,
      kind: ownerType,
    })),
    request: startRequestOf(offerOfItem(item, provider), ctx.now, zone),
    needs: needsOf(explained, zone),
  });
  const wanted = agenda.visit.locationId;
  return missing
    .filter(({ locationId }) => wanted === undefined || locationId === null || locationId === wanted)
    .map((start) => present(ctx, start, { zone, providerId: provider.id }));
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
