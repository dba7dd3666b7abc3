import type { OnboardingSummary } from '../../tenancy/pipeline/contract.ts';
import { STATE_TAGS, STATE_WORDS, STEP_WORDS } from './words.ts';

export interface TenantLine {
  readonly slug: string;
  readonly status: string;
  readonly hosts: readonly string[];
  readonly ownerEmail: string;
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
            Buscar por nombre, dirección o casilla
          </label>
          <input id="q" name="q" type="search" value={q} placeholder="Nombre, dirección o casilla" />
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
          {tenants.map(({ slug, status, hosts, ownerEmail }) => (
            <li>
              <a class="row" href={siteUrl(hosts[0] ?? '')}>
                <strong>{slug}</strong>
                <span class="side">{status === 'live' ? 'Abierto' : status}</span>
                <span class="muted small">{hosts.join(' · ')}</span>
                <span class="side muted small">{ownerEmail}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
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
