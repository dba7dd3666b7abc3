import { monthsOf } from '../../site/formats.ts';
import type { Plan } from '../../tenancy/plans/contract.ts';
import { Frame } from '../components/frame.tsx';
import type { Desk } from '../desk.tsx';

interface PlanProps {
  readonly desk: Desk;
  readonly plan: Plan;
}

export function PlanPage({ desk, plan }: PlanProps) {
  const { name, bookings, quotas, features, next } = plan;
  const month = monthsOf(`${bookings.month}-01`, `${bookings.month}-01`);
  return (
    <Frame view={desk.view} title="Plan" tab="plan" query={desk.query}>
      <div class="loose sheet">
        <h1>Plan {name}</h1>
        <section class="stack" aria-labelledby="mes">
          <h2 id="mes">Este mes</h2>
          <ul class="card pad stack">
            <Bar title={`turnos pedidos en ${month}`} used={bookings.used} limit={bookings.included} />
          </ul>
          {bookings.used > bookings.included && (
            <p class="bad">
              Hay más turnos que los del plan. A nadie se le niega un turno por eso: hablá con quien te dio el
              sitio.
            </p>
          )}
          <Calls api={plan.api} />
        </section>
        <section class="stack" aria-labelledby="lugar">
          <h2 id="lugar">Lo que entra</h2>
          <ul class="card pad stack">
            {quotas.map((quota) => (
              <Bar {...quota} />
            ))}
          </ul>
        </section>
        <section class="stack" aria-labelledby="trae">
          <h2 id="trae">Lo que trae</h2>
          <ul class="card rows">
            {features.map(({ title, isIncluded }) => (
              <li class="row">
                <span>{sentence(title)}</span>
                <span class={isIncluded ? 'side good' : 'side muted'}>{isIncluded ? 'Sí' : 'No'}</span>
              </li>
            ))}
          </ul>
          <ServiceLevel level={plan.serviceLevel} />
        </section>
        {next !== null && (
          <section class="stack" aria-labelledby="sigue">
            <h2 id="sigue">Qué suma el plan {next.name}</h2>
            <ul>
              {next.brings.map((text) => (
                <li>{text}</li>
              ))}
            </ul>
            <p class="muted">Para cambiar de plan, hablá con quien te dio el sitio.</p>
          </section>
        )}
      </div>
    </Frame>
  );
}

interface BarProps {
  readonly title: string;
  readonly used: number;
  readonly limit: number;
}

function Bar({ title, used, limit }: BarProps) {
  const amount = `${number(used)} de ${number(limit)}`;
  return (
    <li>
      <div class="split">
        <span>{sentence(title)}</span>
        <span class={used > limit ? 'bad' : 'muted'}>
          {limit === 0 && used === 0 ? 'No incluye' : amount}
        </span>
      </div>
      {limit > 0 && <progress class="usage" max={limit} value={Math.min(used, limit)} aria-label={title} />}
    </li>
  );
}

function Calls({ api: { perMinute, burst, requests } }: { readonly api: Plan['api'] }) {
  const known =
    requests === null ? 'Ahora no se sabe cuántos pedidos hicieron' : `${number(requests)} pedidos`;
  return (
    <p class="small muted">
      Tus sistemas, con claves de API: {known} este mes; hasta {number(perMinute)} por minuto, y{' '}
      {number(burst)} de una vez.
    </p>
  );
}

function ServiceLevel({ level }: { readonly level: Plan['serviceLevel'] }) {
  return (
    <p class="small muted">
      Nos proponemos atender el {level.availabilityPercent.toLocaleString('es-AR')} % del mes, contestarte en{' '}
      {number(level.supportHours)} horas hábiles y, si hubiera que restaurar una copia, perder a lo sumo los
      últimos {number(level.rpoMinutes)} minutos y volver en {number(level.rtoMinutes)}.
    </p>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(amount: number): string {
  return amount.toLocaleString('es-AR');
}
