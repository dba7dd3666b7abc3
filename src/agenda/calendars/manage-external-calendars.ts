import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { externalCalendarIdSchema, externalCalendarSchema } from './contract.ts';
import { presentExternalCalendar } from './present-external-calendar.ts';
import { readCalendar } from './read-external-calendars.ts';
import {
  allExternalCalendars,
  deleteExternalCalendar,
  type ExternalCalendarRow,
  externalCalendarById,
} from './store.ts';

export const listExternalCalendars = action({
  name: 'external-calendars.list',
  summary: 'Calendarios de los que se lee lo ocupado',
  permission: 'calendars:read',
  input: z.strictObject({}),
  output: listOf(externalCalendarSchema),
  problems: [],
  run: async (ctx: Ctx) => {
    const [rows] = await ctx.db.read([allExternalCalendars()]);
    return {
      data: await Promise.all(rows.map((row) => presentExternalCalendar(ctx, row))),
      nextCursor: null,
    };
  },
});

export const removeExternalCalendar = action({
  name: 'external-calendars.delete',
  summary: 'Dejar de leer un calendario; lo que ocupaba queda libre',
  permission: 'calendars:write',
  input: externalCalendarIdSchema,
  output: externalCalendarSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const [rows, occupied] = await ctx.db.read([externalCalendarById(id), occupationsQuery(id)]);
    const row = requireCalendar(rows);
    await freeTime(ctx, occupied, {
      write: [deleteExternalCalendar(id)],
      events: [],
      audit: { action: 'external-calendars.delete', subjectId: id },
    });
    return await presentExternalCalendar(ctx, row);
  },
});

export const readExternalCalendar = action({
  name: 'external-calendars.read',
  summary: 'Leer un calendario ahora; si no se puede, error dice por qué',
  permission: 'calendars:write',
  feature: 'external-calendars',
  input: externalCalendarIdSchema,
  output: externalCalendarSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const [rows] = await ctx.db.read([externalCalendarById(id)]);
    await readCalendar(ctx, requireCalendar(rows));
    const [after] = await ctx.db.read([externalCalendarById(id)]);
    return await presentExternalCalendar(ctx, requireCalendar(after));
  },
});

function requireCalendar([row]: readonly ExternalCalendarRow[]): ExternalCalendarRow {
  if (row === undefined) throw new AppError('not-found', 'No existe ese calendario.');
  return row;
}
