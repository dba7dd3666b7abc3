import type { Child } from 'hono/jsx';
import type { Catalog, LocationRecord, ProviderRecord } from '../../agenda/catalog/rules.ts';
import { instantOf, offsetMinutesAt } from '../../kernel/local-time.ts';
import { formatMoney } from '../../kernel/money.ts';
import { ANYBODY, type Choice, queryOf } from '../choice.ts';
import { DayStrip } from '../components/day-strip.tsx';
import { TimeGrid } from '../components/time-grid.tsx';
import { inAll, VisitChips } from '../components/visit-chips.tsx';
import type { Day, TwoWeeks } from '../days.ts';
import { capitalized, durationText, longDate, relativeDate } from '../formats.ts';
import { Layout } from '../layout.tsx';
import { BOOKING_PATH, type TimesQuery, WAIT_PATH, withQuery } from '../links.ts';
import type { View } from '../view.ts';

export interface ChooseTimeProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly choice: Choice & { readonly location: LocationRecord };
  readonly weeks: TwoWeeks;
  /** `/reservar`, or the page that moves one appointment. */
  readonly path: string;
  readonly title: string;
  readonly back: { readonly href: string; readonly text: string };
  readonly canonicalPath?: string;
  /** What happened before: a time that was taken, or one that is being kept. */
  readonly notice?: Child;
}

export function ChooseTimePage(props: ChooseTimeProps) {
  const { view, choice, title, back, canonicalPath, notice, path } = props;
  const { service } = choice;
  const { name, locale } = view.tenant.profile;
  const { durationMinutes, priceCentavos } = inAll(choice);
  const price = formatMoney({ amount: priceCentavos, currency: service.currency }, locale);
  return (
    <Layout
      view={view}
      title={`${title} · ${name}`}
      description={`${service.description} Horarios libres y reserva en ${name}.`}
      {...(canonicalPath && { canonicalPath })}
    >
      <div class="loose">
        <div>
          <a class="back" href={back.href}>
            ‹ {back.text}
          </a>
          <h1>{title}</h1>
          <p class="muted num">
            {title === service.name ? '' : `${service.name} · `}
            {durationText(durationMinutes)} · {price}
          </p>
        </div>
        {notice}
        <LocationChips {...props} />
        <ProviderChips {...props} />
        {path === BOOKING_PATH && (
          <VisitChips catalog={props.catalog} choice={choice} linkTo={(change) => linkTo(props, change)} />
        )}
        <div data-live="dias">
          <DayStrip weeks={props.weeks} linkTo={(dia) => linkTo(props, { dia })} />
        </div>
        <div data-live="horarios">
          <Times {...props} />
        </div>
        <OtherZone {...props} />
        {path === BOOKING_PATH && <WaitInvitation {...props} />}
      </div>
    </Layout>
  );
}

/** A link to the same page with one thing changed. In a move, "anybody" must be said: the default is who it was. */
function linkTo({ path, choice }: ChooseTimeProps, change: TimesQuery): string {
  const { servicio, ...query } = queryOf(choice);
  const isMove = path !== BOOKING_PATH;
  const profesional = query.profesional ?? (isMove ? ANYBODY : undefined);
  return withQuery(path, { ...(isMove ? {} : { servicio }), ...query, profesional, ...change });
}

function LocationChips(props: ChooseTimeProps) {
  const { locations, location } = props.choice;
  if (locations.length < 2) return null;
  return (
    <nav aria-labelledby="sucursal">
      <h2 class="label" id="sucursal">
        Sucursal
      </h2>
      <ul class="chips">
        {locations.map((one) => (
          <li>
            <a
              class="chip"
              href={linkTo(props, { sucursal: one.slug, profesional: undefined })}
              aria-current={one === location ? 'true' : undefined}
            >
              {one.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ProviderChips(props: ChooseTimeProps) {
  const { view, choice, path } = props;
  if (choice.providers.length < 2 && choice.provider === undefined && path === BOOKING_PATH) return null;
  const chip = (provider: ProviderRecord | undefined) => (
    <li>
      <a
        class="chip"
        href={linkTo(props, { profesional: provider?.slug ?? (path === BOOKING_PATH ? undefined : ANYBODY) })}
        aria-current={provider === choice.provider ? 'true' : undefined}
      >
        {provider?.name ?? view.words.anyProvider}
        <span class="small">{provider?.title ?? 'Más horarios'}</span>
      </a>
    </li>
  );
  return (
    <nav aria-labelledby="profesional">
      <h2 class="label" id="profesional">
        {view.words.provider}
      </h2>
      <ul class="chips people">
        {chip(undefined)}
        {choice.providers.map(chip)}
      </ul>
    </nav>
  );
}

/** Shown by booking.js to whoever is where the clocks say something else. */
function OtherZone({ choice, weeks }: ChooseTimeProps) {
  const { name, timeZone } = choice.location;
  const noon = instantOf(weeks.chosen.date, 12 * 60, timeZone);
  return (
    <p class="muted" hidden data-offset={offsetMinutesAt(noon, timeZone)} data-at={noon}>
      Los horarios son los de {name}, en su hora local. Tu dispositivo está en otro huso horario.
    </p>
  );
}

/** Offered where people look for a time, whether or not there is one that day. */
function WaitInvitation(props: ChooseTimeProps) {
  const { servicio, sucursal, profesional } = queryOf(props.choice);
  const dia = props.weeks.chosen.date;
  return (
    <p class="muted">
      ¿Ningún horario te sirve?{' '}
      <a href={withQuery(WAIT_PATH, { servicio, sucursal, profesional, dia })}>
        Anotate en la lista de espera
      </a>{' '}
      y te guardamos el primero que se libere.
    </p>
  );
}

function Times(props: ChooseTimeProps) {
  const { catalog, choice, weeks, path } = props;
  const { chosen, today } = weeks;
  const { servicio, sucursal, profesional, mas, lugares } = queryOf(choice);
  return (
    <section aria-labelledby="horarios" class="stack">
      <h2 id="horarios">
        {capitalized(relativeDate(chosen.date, today))}
        {chosen.date <= today ? <span class="muted small"> {longDate(chosen.date)}</span> : ''}
      </h2>
      {chosen.state === 'free' ? (
        <TimeGrid
          slots={chosen.slots}
          zone={choice.location.timeZone}
          catalog={catalog}
          action={path}
          fields={{ servicio, sucursal, profesional: profesional ?? ANYBODY, dia: chosen.date, mas, lugares }}
        />
      ) : (
        <NoTimes {...props} />
      )}
    </section>
  );
}

const WHY_NONE: Readonly<Record<Exclude<Day['state'], 'free'>, string>> = {
  closed: 'Ese día no atendemos.',
  full: 'Ese día ya no quedan horarios.',
  'too-soon': 'Para ese día ya no se puede reservar: falta muy poco.',
  'too-far': 'Ese día todavía no se puede reservar.',
};

function NoTimes(props: ChooseTimeProps) {
  const { chosen, days, next } = props.weeks;
  const other = days.find(({ state, date }) => state === 'free' && date > chosen.date)?.date ?? next;
  return (
    <div class="stack">
      <p>{chosen.state === 'free' ? '' : WHY_NONE[chosen.state]}</p>
      {other !== undefined && (
        <a class="button" href={linkTo(props, { dia: other })}>
          {other === next ? 'Ver las dos semanas siguientes' : `Ver el ${longDate(other)}`}
        </a>
      )}
    </div>
  );
}
