import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Slot } from '../agenda/availability/contract.ts';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import type { HonoContext } from '../http/hono-env.ts';
import { AppError } from '../kernel/problem.ts';
import type { Ctx } from '../platform/context.ts';
import type { Choice } from './choice.ts';
import { Alternatives } from './components/alternatives.tsx';
import { type PlacedChoice, readTwoWeeks } from './days.ts';
import { BOOKING_PATH, type TimesQuery, timesPath } from './links.ts';
import { ChooseTimePage, type ChooseTimeProps } from './pages/choose-time.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { viewOf } from './view.ts';

interface TimesPage extends Pick<ChooseTimeProps, 'path' | 'title' | 'back'> {
  readonly choice: Choice;
  readonly movingBookingId?: string;
  readonly canonicalPath?: string;
  readonly notice?: Child;
  readonly status?: ContentfulStatusCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The days and times of a choice whose place is known. */
export async function showTimes(c: HonoContext, ctx: Ctx, page: TimesPage): Promise<Response> {
  const { choice, movingBookingId, status, headers, ...rest } = page;
  const location = choice.location ?? choice.locations[0];
  if (location === undefined) throw new AppError('not-found', 'Ese servicio no se ofrece por ahora.');
  const placed: PlacedChoice = { ...choice, location, movingBookingId };
  const view = await viewOf(c);
  const catalog = await recentCatalog(ctx);
  const weeks = await readTwoWeeks(ctx, placed);
  const html = renderPage(
    <ChooseTimePage {...rest} view={view} catalog={catalog} choice={placed} weeks={weeks} />,
  );
  return sendPage(c, html, {
    styleSource: view.style.source,
    ...(status && { status }),
    ...(headers && { headers }),
  });
}

/** Where a new booking's times are shown, and what leads back from there. */
export function bookingPageOf({ service, locations }: Choice) {
  const servicio = service.slug;
  const back =
    locations.length > 1
      ? { href: timesPath({ servicio }), text: 'Sucursales' }
      : { href: '/', text: 'Servicios' };
  return { path: BOOKING_PATH, title: service.name, back, canonicalPath: timesPath({ servicio }) };
}

/** Whether a problem means "choose another time", and what to say then. */
export function takenNotice(
  error: unknown,
  { catalog, ctx, action, query = {} }: { catalog: Catalog; ctx: Ctx; action: string; query?: TimesQuery },
): Child | undefined {
  if (!(error instanceof AppError) || !(error.code in TITLES)) return undefined;
  const slots = (error.members.alternatives ?? []) as readonly Slot[];
  return (
    <Alternatives
      title={TITLES[error.code as keyof typeof TITLES]}
      slots={slots}
      catalog={catalog}
      now={ctx.now}
      action={action}
      query={query}
    />
  );
}

const TITLES = {
  'slot-taken': 'Ese horario se acaba de ocupar',
  'slot-not-offered': 'Ese horario no está disponible',
  'limit-reached': 'Ese día ya no se puede reservar',
} as const;
