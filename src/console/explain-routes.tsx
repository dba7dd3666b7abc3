import { Hono } from 'hono';
import { listSlots } from '../agenda/availability/list-slots.ts';
import { listBlocks } from '../agenda/blocks/list-blocks.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { ChooseServicePage } from './pages/choose-service.tsx';
import { ExplainPage } from './pages/explain.tsx';
import { dayOfStarts } from './rules/missing-starts.ts';
import { daySpan, wantedOf } from './wanted.ts';

export const explainPages = new Hono<HonoEnv>();

explainPages.get(deskPath('por-que'), showExplain);

async function showExplain(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const wanted = wantedOf(desk, desk.query);
  if (wanted === undefined) {
    const html = (
      <ChooseServicePage
        desk={desk}
        title="¿Por qué no hay horario?"
        text="Elegí el servicio y mirá, horario por horario, qué regla lo quita y quién la puede cambiar."
        tab="por-que"
        linkTo={(servicio) => deskPath('por-que', { ...desk.query, servicio })}
      />
    );
    return sendDesk(c, desk.view, { html });
  }
  const { service, location, provider, date } = wanted;
  const found = await perform(desk.ctx, listSlots, {
    serviceId: service.id,
    locationId: location.id,
    ...(provider && { providerId: provider.id }),
    from: date,
    to: date,
    explain: '1',
  });
  const { data: blocks } = await perform(desk.ctx, listBlocks, daySpan(date, location.timeZone));
  const html = (
    <ExplainPage desk={desk} wanted={wanted} day={dayOfStarts(found, desk.ctx.now)} blocks={blocks} />
  );
  return sendDesk(c, desk.view, { html });
}
