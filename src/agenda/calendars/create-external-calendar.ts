import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { checkWebhookTarget } from '../../partners/webhooks/rules/webhook-target.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { createExternalCalendarSchema, type ExternalCalendar, externalCalendarSchema } from './contract.ts';
import { presentExternalCalendar, sealedUrlOf } from './present-external-calendar.ts';
import { allExternalCalendars, insertExternalCalendar } from './store.ts';

const MAX_CALENDARS = 100;

export const createExternalCalendar = action({
  name: 'external-calendars.create',
  summary: 'Leer lo ocupado de un profesional de su propio calendario (.ics), cada 15 minutos',
  permission: 'calendars:write',
  feature: 'external-calendars',
  input: createExternalCalendarSchema,
  output: externalCalendarSchema,
  problems: ['calendar-target-refused', 'already-exists', 'not-found'],
  run: runCreateExternalCalendar,
});

async function runCreateExternalCalendar(
  ctx: Ctx,
  { providerId, name, url: typed }: z.output<typeof createExternalCalendarSchema>,
): Promise<ExternalCalendar> {
  const url = typed.replace(/^webcals?:/i, 'https:');
  const verdict = checkWebhookTarget(url, ctx.webhookPolicy);
  if (!verdict.ok) throw new AppError('calendar-target-refused', verdict.detail);
  const reading = catalogRead(ctx);
  const [catalogRows, known] = await ctx.db.read([reading.query, allExternalCalendars()]);
  if (!reading.resolve(catalogRows).catalog.providerById.has(providerId))
    throw new AppError('not-found', 'No existe ese profesional.');
  if (known.length >= MAX_CALENDARS)
    throw new AppError(
      'already-exists',
      `Ya hay ${MAX_CALENDARS} calendarios: borrá uno antes de agregar otro.`,
    );
  const id = ctx.newId('cal');
  const row = {
    id,
    providerId,
    name,
    sealedUrl: await sealedUrlOf(ctx, id, url),
    etag: null,
    contentHash: null,
    lastReadAt: null,
    lastError: null,
    failures: 0,
    nextReadAt: ctx.now,
    createdAt: ctx.now,
  };
  await ctx.db.commit({
    write: [insertExternalCalendar(row)],
    events: [],
    audit: { action: 'external-calendars.create', subjectId: id, details: { providerId } },
  });
  return await presentExternalCalendar(ctx, row);
}
