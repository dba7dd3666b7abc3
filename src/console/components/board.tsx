import type { Day, DayLine } from '../../agenda/desk/contract.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { clock, durationText } from '../../site/formats.ts';
import { type Desk, may, zoneAt } from '../desk.tsx';
import { deskPath } from '../links.ts';
import { Slip } from './slip.tsx';
import { Unblock } from './unblock.tsx';

const MINUTE_MS = 60_000;
const ROUND_MS = 5 * MINUTE_MS;

interface BoardProps {
  readonly desk: Desk;
  readonly day: Day;
  readonly provider: Day['providers'][number];
  readonly back: string;
}

/** One provider's day, from top to bottom. */
export function Board({ desk, day, provider, back }: BoardProps) {
  const { catalog, ctx } = desk;
  const record = catalog.providerById.get(provider.providerId);
  const isToday = localDateOf(ctx.now, day.timeZone) === day.date;
  const lines = provider.lines.filter((line) => line.kind !== 'free' || !isOver(line, ctx.now));
  const at = lines.findIndex(({ startsAt }) => (parseInstant(startsAt) ?? 0) > ctx.now);
  const nowIndex = at === -1 ? lines.length : at;
  const title = `agenda-${record?.slug}`;
  return (
    <section class="board" aria-labelledby={title}>
      <header>
        <h2 id={title}>{record?.name}</h2>
        <span class="muted small num">{hoursText(desk, day, provider)}</span>
      </header>
      <ol class="lines">
        {lines.map((line, index) => (
          <>
            {isToday && index === nowIndex && <Now desk={desk} zone={day.timeZone} />}
            <Line desk={desk} day={day} line={line} providerSlug={record?.slug} back={back} />
          </>
        ))}
        {isToday && nowIndex === lines.length && <Now desk={desk} zone={day.timeZone} />}
      </ol>
    </section>
  );
}

/** Free time that is over, or too short to begin anything in, is nobody's to sell. */
function isOver({ endsAt }: DayLine, now: number): boolean {
  return (parseInstant(endsAt) ?? 0) <= Math.ceil(now / ROUND_MS) * ROUND_MS;
}

function hoursText({ catalog }: Desk, day: Day, { hours }: BoardProps['provider']): string {
  const place = (id: string) =>
    catalog.locations.length > 1 ? ` ${catalog.locationById.get(id)?.name ?? ''}` : '';
  const texts = hours.map(
    ({ startsAt, endsAt, locationId }) =>
      `${clock(parseInstant(startsAt) ?? 0, day.timeZone)}–${clock(parseInstant(endsAt) ?? 0, day.timeZone)}${place(locationId)}`,
  );
  return texts.length === 0 ? 'Fuera de su horario' : texts.join(', ');
}

function Now({ desk, zone }: { readonly desk: Desk; readonly zone: string }) {
  return (
    <li>
      <span class="now">Ahora {clock(desk.ctx.now, zone)}</span>
    </li>
  );
}

interface LineProps {
  readonly desk: Desk;
  readonly day: Day;
  readonly line: DayLine;
  readonly providerSlug: string | undefined;
  readonly back: string;
}

function Line(props: LineProps) {
  const { day, line } = props;
  return (
    <li>
      <time datetime={line.startsAt}>{clock(parseInstant(line.startsAt) ?? 0, day.timeZone)}</time>
      <LineBody {...props} />
    </li>
  );
}

function LineBody({ desk, day, line, providerSlug, back }: LineProps) {
  const until = clock(parseInstant(line.endsAt) ?? 0, day.timeZone);
  switch (line.kind) {
    case 'booking':
      return <Slip desk={desk} booking={line.booking} endsAt={line.endsAt} back={back} />;
    case 'block':
      return <Unblock desk={desk} block={line.block} zone={day.timeZone} />;
    case 'external':
      return (
        <div class="shut">
          <span>
            Ocupado en su calendario <span class="num">hasta {until}</span>
          </span>
        </div>
      );
    case 'hold':
      return (
        <div class="shut">
          <span>
            Alguien lo está reservando
            {line.expiresAt !== null && (
              <span class="num"> (hasta las {clock(parseInstant(line.expiresAt) ?? 0, day.timeZone)})</span>
            )}
          </span>
        </div>
      );
    case 'free':
      return <Gap desk={desk} line={line} providerSlug={providerSlug} />;
  }
}

/** Free time; what is left of it leads to a new booking there. */
function Gap({
  desk,
  line,
  providerSlug,
}: Pick<LineProps, 'desk' | 'providerSlug'> & { readonly line: Extract<DayLine, { kind: 'free' }> }) {
  const { ctx, catalog } = desk;
  const zone = zoneAt(desk, line.locationId);
  const [begins, endsAt] = [parseInstant(line.startsAt) ?? 0, parseInstant(line.endsAt) ?? 0];
  const startsAt = begins < ctx.now ? Math.ceil(ctx.now / ROUND_MS) * ROUND_MS : begins;
  const text =
    begins < ctx.now
      ? `Libre hasta las ${clock(endsAt, zone)}`
      : `Libre ${durationText(Math.round((endsAt - begins) / MINUTE_MS))}`;
  if (!may(ctx, 'desk:write')) return <span class="gap num">{text}</span>;
  const href = deskPath('nuevo', {
    profesional: providerSlug,
    sucursal: catalog.locationById.get(line.locationId)?.slug,
    dia: localDateOf(startsAt, zone),
    hora: clock(startsAt, zone),
  });
  return (
    <a class="gap num" href={href}>
      {text}
      <b aria-hidden="true">+</b>
      <span class="vh">: anotar un turno a las {clock(startsAt, zone)}</span>
    </a>
  );
}
