import type { TenantUsage } from '../../tenancy/metering/contract.ts';
import type { OnboardingSummary } from '../../tenancy/pipeline/contract.ts';
import {
  amountText,
  bytesText,
  HEALTH_TAGS,
  HEALTH_WORDS,
  STATE_TAGS,
  STATE_WORDS,
  STEP_WORDS,
} from './words.ts';

export interface TenantLine {
  readonly slug: string;
  readonly status: string;
  readonly hosts: readonly string[];
  readonly ownerEmail: string;
  /** Undefined until it has a database. */
  readonly usage: TenantUsage | undefined;
}

interface HomeProps {
  readonly q: string | undefined;
  readonly tenants: readonly TenantLine[];
  readonly tenantCount: number;
  readonly onboardings: readonly OnboardingSummary[];
  readonly siteUrl: (host: string) => string;
}

export function HomePage({ q, tenants, tenantCount, onboardings, siteUrl }: HomeProps) {
  return (
    <div class="loose">
      <div class="head">
        <h1>Sitios</h1>
        <a class="button primary" href="/altas/nueva">
          Nueva alta
        </a>
      </div>
      <search>
        <form method="get" action="/" class="jump">
          <label class="vh" for="q">
            Buscar por nombre, dirección, casilla o plan
          </label>
          <input id="q" name="q" type="search" value={q} placeholder="Nombre, dirección, casilla o plan" />
          <button type="submit">Buscar</button>
        </form>
      </search>
      <section class="stack">
        <h2>Altas</h2>
        {onboardings.length === 0 ? <p class="muted">Ninguna.</p> : <Onboardings list={onboardings} />}
      </section>
      <section class="stack">
        <h2>
          {tenants.length === tenantCount ? tenantCount : `${tenants.length} de ${tenantCount}`} en la
          plataforma
        </h2>
        <ul class="card rows">
          {tenants.map(({ slug, status, hosts, ownerEmail, usage }) => (
            <li class="stack pad">
              <div class="split">
                <a href={`/sitios/${slug}`}>
                  <strong>{slug}</strong>
                </a>
                <span>{status === 'live' ? 'Abierto' : status}</span>
              </div>
              <div class="split">
                <span class="muted small">
                  {hosts.map((host, index) => (
                    <>
                      {index > 0 && ' · '}
                      <a href={siteUrl(host)}>{host}</a>
                    </>
                  ))}
                </span>
                <span class="muted small">{ownerEmail}</span>
              </div>
              {usage !== undefined && <Figures usage={usage} />}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Figures({ usage }: { readonly usage: TenantUsage }) {
  const { planName, schemaVersion, isBehind, health, amounts, isOverBookings, status } = usage;
  return (
    <p class="tags">
      <span class="tag">{planName}</span>
      {status === 'live' && <span class={HEALTH_TAGS[health]}>{HEALTH_WORDS[health]}</span>}
      <span class={isBehind ? 'tag pending' : 'tag'}>esquema {schemaVersion}</span>
      {amounts.bookings !== null && (
        <>
          <span class={isOverBookings ? 'tag over' : 'tag'}>{amountText(amounts.bookings)} turnos</span>
          <span class="tag">{amountText(amounts['api-requests'])} pedidos de API</span>
          <span class="tag">{bytesText(amounts['storage-bytes'])}</span>
        </>
      )}
    </p>
  );
}

function Onboardings({ list }: { readonly list: readonly OnboardingSummary[] }) {
  return (
    <ul class="card rows">
      {list.map(({ id, slug, name, state, percent, step }) => (
        <li>
          <a class="row" href={`/altas/${id}`}>
            <strong>{name}</strong>
            <span class="side">
              <span class={STATE_TAGS[state]}>{STATE_WORDS[state]}</span>
            </span>
            <span class="muted small">
              {slug}
              {step !== null && ` · ${STEP_WORDS[step]}`}
            </span>
            <span class="side muted small">{percent} %</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
