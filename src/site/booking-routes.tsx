import { Hono } from 'hono';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import type { Hold } from '../agenda/holds/contract.ts';
import { createHold } from '../agenda/holds/create-hold.ts';
import { releaseHold } from '../agenda/holds/release-hold.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { localDateOf, parseInstant } from '../kernel/local-time.ts';
import { act } from '../platform/action.ts';
import type { Ctx } from '../platform/context.ts';
import { ANYBODY, type Choice, queryOf, readChoice, visitOf } from './choice.ts';
import { HeldNotice } from './components/held-notice.tsx';
import { findNextFree } from './days.ts';
import { forgetHold, heldTime, rememberHold } from './hold-cookie.ts';
import { BOOKING_PATH, DETAILS_PATH, type TimesQuery, timesPath, withQuery } from './links.ts';
import { ChooseLocationPage } from './pages/choose-location.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { bookingPageOf, showTimes, takenNotice } from './show-times.tsx';
import { confirmBooking, showDetails } from './take-details.tsx';
import { viewOf } from './view.ts';

export const bookingPages = new Hono<HonoEnv>();

bookingPages.get(BOOKING_PATH, showBooking);
bookingPages.post(BOOKING_PATH, holdTime);
bookingPages.get(DETAILS_PATH, showDetails);
bookingPages.post(DETAILS_PATH, confirmBooking);

async function showBooking(c: HonoContext): Promise<Response> {
  const ctx = pageContext(c);
  const catalog = await recentCatalog(ctx);
  const query: TimesQuery = c.req.query();
  if (query.servicio === undefined) return c.redirect('/', 303);
  const choice = readChoice(catalog, query);
  if (choice.location === undefined) return await showLocations(c, ctx, choice);
  const held = await heldTime(c, ctx);
  return await showTimes(c, ctx, {
    ...bookingPageOf(choice),
    choice,
    ...(held && { notice: <HeldNotice hold={held} catalog={catalog} href={detailsPath(catalog, held)} /> }),
  });
}

async function showLocations(c: HonoContext, ctx: Ctx, choice: Choice): Promise<Response> {
  const view = await viewOf(c);
  const nextFree = await findNextFree(ctx, choice);
  const html = renderPage(
    <ChooseLocationPage view={view} choice={choice} nextFree={nextFree} now={ctx.now} />,
  );
  return sendPage(c, html, { styleSource: view.style.source });
}

/** A chosen time is kept for a while; a time that this browser kept before is given back first. */
async function holdTime(c: HonoContext): Promise<Response> {
  const ctx = pageContext(c);
  await limitWrites(c, ctx.actor);
  const form = await readForm(c.req.raw);
  const catalog = await recentCatalog(ctx);
  const [startsAt = ''] = (form.get('hora') ?? '').split(' ');
  const choice = readChoice(catalog, Object.fromEntries(form) as TimesQuery);
  if (parseInstant(startsAt) === undefined) return c.redirect(timesPath(queryOf(choice)), 303);
  const held = await heldTime(c, ctx);
  if (held !== undefined && isSameTime(held, choice, startsAt))
    return c.redirect(detailsPath(catalog, held), 303);
  if (held !== undefined) await act(releaseHold, ctx, { id: held.id });
  return await takeHold(c, ctx, { catalog, choice, startsAt });
}

function isSameTime(held: Hold, choice: Choice, startsAt: string): boolean {
  const { service, more, seats, provider, location } = choice;
  const wanted = [service, ...more].map(({ id }) => id);
  return (
    held.seats === seats &&
    held.items.map(({ serviceId }) => serviceId).join() === wanted.join() &&
    parseInstant(held.startsAt) === parseInstant(startsAt) &&
    (location === undefined || held.locationId === location.id) &&
    (provider === undefined || held.providerId === provider.id)
  );
}

interface Wanted {
  readonly catalog: Catalog;
  readonly choice: Choice;
  readonly startsAt: string;
}

async function takeHold(c: HonoContext, ctx: Ctx, { catalog, choice, startsAt }: Wanted): Promise<Response> {
  const { provider, location } = choice;
  try {
    const hold = (await act(createHold, ctx, {
      ...visitOf(choice),
      startsAt,
      ...(provider && { providerId: provider.id }),
      ...(location && { locationId: location.id }),
    })) as Hold;
    rememberHold(c, ctx, hold);
    return c.redirect(
      detailsPath(catalog, hold, { ...queryOf(choice), profesional: provider?.slug ?? ANYBODY }),
      303,
    );
  } catch (error) {
    forgetHold(c);
    const notice = takenNotice(error, { catalog, ctx, action: BOOKING_PATH, query: queryOf(choice) });
    if (notice === undefined) throw error;
    return await showTimes(c, ctx, { ...bookingPageOf(choice), choice, notice, status: 409 });
  }
}

/** The form for a hold; the rest of the link is for the way back, and for reading. */
function detailsPath(catalog: Catalog, hold: Hold, query: TimesQuery = {}): string {
  const location = catalog.locationById.get(hold.locationId);
  return withQuery(DETAILS_PATH, {
    servicio: catalog.serviceById.get(hold.serviceId)?.slug,
    sucursal: location?.slug,
    profesional: query.profesional ?? catalog.providerById.get(hold.providerId)?.slug,
    dia: localDateOf(parseInstant(hold.startsAt) ?? 0, location?.timeZone ?? 'UTC'),
    mas: query.mas,
    lugares: query.lugares,
    reserva: hold.id,
  });
}
