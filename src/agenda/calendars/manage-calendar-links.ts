import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { isSame } from '../../platform/secrets.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { type CalendarLink, calendarLinkSchema, providerIdSchema } from './contract.ts';
import { allCalendarLinks, calendarLinkOf, setLinkGeneration } from './store.ts';

/** 132 bits of an HMAC. */
const TOKEN_LENGTH = 22;

export const listCalendarLinks = action({
  name: 'calendar-links.list',
  summary: 'Direcciones para ver los turnos de cada profesional en su calendario',
  permission: 'calendars:read',
  input: z.strictObject({}),
  output: listOf(calendarLinkSchema),
  problems: [],
  run: async (ctx: Ctx) => {
    const reading = catalogRead(ctx);
    const [catalogRows, links] = await ctx.db.read([reading.query, allCalendarLinks()]);
    const generations = new Map(links.map(({ providerId, generation }) => [providerId, generation]));
    const { providers } = reading.resolve(catalogRows).catalog;
    const data = providers.map((provider) => presentLink(ctx, provider, generations.get(provider.id) ?? 1));
    return { data: await Promise.all(data), nextCursor: null };
  },
});

export const rotateCalendarLink = action({
  name: 'calendar-links.rotate',
  summary: 'Cambiar la dirección del calendario de un profesional; la anterior deja de servir',
  permission: 'calendars:write',
  input: providerIdSchema,
  output: calendarLinkSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const reading = catalogRead(ctx);
    const [catalogRows, [link]] = await ctx.db.read([reading.query, calendarLinkOf(id)]);
    const provider = reading.resolve(catalogRows).catalog.providerById.get(id);
    if (provider === undefined) throw new AppError('not-found', 'No existe ese profesional.');
    const generation = (link?.generation ?? 1) + 1;
    await ctx.db.commit({
      write: [setLinkGeneration(id, generation)],
      events: [],
      audit: { action: 'calendar-links.rotate', subjectId: id },
    });
    return await presentLink(ctx, provider, generation);
  },
});

async function presentLink(
  ctx: Ctx,
  { id, name }: { readonly id: string; readonly name: string },
  generation: number,
): Promise<CalendarLink> {
  const token = await feedToken(ctx, id, generation);
  return { id, name, url: `${ctx.origin}/calendars/providers/${id}.ics?token=${token}` };
}

async function feedToken(ctx: Pick<Ctx, 'vault'>, providerId: string, generation: number): Promise<string> {
  return (await ctx.vault.sign('calendar-link', `${providerId}.${generation}`)).slice(0, TOKEN_LENGTH);
}

/** Whether a token is that of the link which counts. */
export async function isFeedToken(
  ctx: Pick<Ctx, 'vault'>,
  token: string,
  link: { readonly providerId: string; readonly generation: number },
): Promise<boolean> {
  return isSame(await feedToken(ctx, link.providerId, link.generation), token);
}
