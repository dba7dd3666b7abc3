import type { Block } from '../../agenda/blocks/contract.ts';
import { clock, counted, longDate } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { WantedChips } from '../components/wanted-chips.tsx';
import type { Desk } from '../desk.tsx';
import { dayPath, deskPath } from '../links.ts';
import type { DayOfStarts, Reason, StartRange } from '../rules/missing-starts.ts';
import { queryOf, type Wanted } from '../wanted.ts';
import { CHANGED_BY_WORDS, ruleWords } from '../words.ts';

interface ExplainProps {
  readonly desk: Desk;
  readonly wanted: Wanted;
  readonly day: DayOfStarts;
  /** Of that day, whoever's. */
  readonly blocks: readonly Block[];
}

/** Each start of a day: offered, or which rule takes it away; then each rule, in words, and who can change it. */
export function ExplainPage(props: ExplainProps) {
  const { desk, wanted } = props;
  return (
    <Frame view={desk.view} title="¿Por qué no hay horario?" tab="por-que" query={desk.query}>
      <div class="stack">
        <div>
          <a class="back" href={deskPath('por-que', { dia: wanted.date })}>
            ‹ Otro servicio
          </a>
          <h1>¿Por qué no hay horario?</h1>
          <p class="muted">
            {wanted.service.name}, {wanted.location.name}
          </p>
        </div>
        <WantedChips
          desk={desk}
          wanted={wanted}
          action={deskPath('por-que')}
          linkTo={(query) => deskPath('por-que', query)}
        />
        <div data-live="motivos" class="stack">
          <p class="verdict">{verdict(props)}</p>
          <Mosaic {...props} />
          <Reasons {...props} />
        </div>
      </div>
    </Frame>
  );
}

function verdict({ wanted, day }: ExplainProps): string {
  const date = longDate(wanted.date);
  const who = wanted.provider === undefined ? 'los clientes ven' : `${wanted.provider.name} ofrece`;
  const { offered, starts } = day;
  if (starts.length === 0) return `El ${date} no hay ningún horario de atención para este servicio.`;
  if (offered === starts.length)
    return `El ${date} ${who} todos los horarios: ${counted(offered, 'libre', 'libres')}.`;
  if (offered === 0)
    return `El ${date} ${who} ninguno de los ${starts.length} horarios. Tocá uno para ver por qué.`;
  return `El ${date} ${who} ${offered} de ${starts.length} horarios. Tocá uno que falte para ver por qué.`;
}

/** The desk may book these all the same: only customers are held by the rule. */
const SOFT: ReadonlySet<string> = new Set([
  'notice',
  'window',
  'dates',
  'realigned',
  'limit-day',
  'limit-week',
]);

function Mosaic({ wanted, day }: ExplainProps) {
  if (day.starts.length === 0) return null;
  const zone = wanted.location.timeZone;
  return (
    <ol class="mosaic" aria-label="Horarios del día">
      {day.starts.map(({ startsAt, rule }) => (
        <li>
          {rule === undefined ? (
            <a class="yes" href={deskPath('nuevo', { ...queryOf(wanted), hora: clock(startsAt, zone) })}>
              <b>{clock(startsAt, zone)}</b>
              <span>libre</span>
            </a>
          ) : (
            <a class={SOFT.has(rule) ? 'soft' : 'hard'} href={`#motivo-${rule}`}>
              <b>{clock(startsAt, zone)}</b>
              <span>{ruleWords({ rule }).short}</span>
            </a>
          )}
        </li>
      ))}
    </ol>
  );
}

function Reasons(props: ExplainProps) {
  const { reasons } = props.day;
  if (reasons.length === 0) return null;
  const named = new Set<string>();
  return (
    <section aria-labelledby="motivos" class="stack">
      <h2 id="motivos">Qué los quita</h2>
      <div class="boards">
        {reasons.map((reason) => {
          const isFirst = !named.has(reason.rule);
          named.add(reason.rule);
          return <ReasonCard {...props} reason={reason} id={isFirst ? `motivo-${reason.rule}` : undefined} />;
        })}
      </div>
    </section>
  );
}

type ReasonProps = ExplainProps & { readonly reason: Reason; readonly id: string | undefined };

function ReasonCard(props: ReasonProps) {
  const { desk, wanted, reason, id } = props;
  const words = ruleWords(reason);
  const { count, people } = reason;
  const details = detailsOf(props);
  const zone = wanted.location.timeZone;
  return (
    <article class="card pad reason" id={id}>
      <h3>
        {words.title}
        <span class="num">{count === 0 ? 'todo el día' : counted(count, 'horario', 'horarios')}</span>
      </h3>
      {details.length > 0 && <p>«{details.join('», «')}»</p>}
      <p class="muted">{words.text}</p>
      <ul>
        {people.map(({ providerId, ranges }) => (
          <li class="small num">
            <strong>{desk.catalog.providerById.get(providerId)?.name}</strong>
            {ranges.length > 0 && `: ${rangesText(ranges, zone)}`}
          </li>
        ))}
      </ul>
      <p class="who">{CHANGED_BY_WORDS[reason.changedBy]}</p>
      <Remedy wanted={wanted} reason={reason} />
    </article>
  );
}

/** What holidays, special hours and blocks are called. */
function detailsOf({ reason, blocks }: ReasonProps): readonly string[] {
  if (reason.rule !== 'block') return reason.details;
  const people = new Set(reason.people.map(({ providerId }) => providerId));
  return [...new Set(blocks.flatMap((block) => (people.has(block.subjectId) ? block.reason : [])))];
}

function rangesText(ranges: readonly StartRange[], zone: string): string {
  return ranges
    .map(({ from, to }) => (from === to ? clock(from, zone) : `${clock(from, zone)} a ${clock(to, zone)}`))
    .join(', ');
}

const SEEN_IN_DAY: ReadonlySet<string> = new Set([
  'booking',
  'hold',
  'block',
  'external',
  'buffer',
  'travel',
]);

/** What can be done from here. */
function Remedy({ wanted, reason }: Pick<ReasonProps, 'wanted' | 'reason'>) {
  const { rule, people } = reason;
  const [range] = people.flatMap(({ ranges }) => ranges);
  if (SOFT.has(rule) && range !== undefined) {
    const hora = clock(range.from, wanted.location.timeZone);
    return (
      <a class="button" href={deskPath('nuevo', { ...queryOf(wanted), hora })}>
        Anotar igual a las {hora}
      </a>
    );
  }
  if (!SEEN_IN_DAY.has(rule)) return null;
  const { dia, sucursal, profesional } = queryOf(wanted);
  return (
    <a class="button" href={dayPath({ dia, sucursal, profesional })}>
      Ver la agenda de ese día
    </a>
  );
}
