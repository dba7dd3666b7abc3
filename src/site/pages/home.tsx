import { raw } from 'hono/html';
import type { Catalog, LocationRecord } from '../../agenda/catalog/rules.ts';
import { ServiceList } from '../components/service-list.tsx';
import { Layout } from '../layout.tsx';
import { mapHref, phoneHref } from '../links.ts';
import { businessData } from '../structured-data.ts';
import type { View } from '../view.ts';

interface HomeProps {
  readonly view: View;
  readonly catalog: Catalog;
}

export function HomePage({ view, catalog }: HomeProps) {
  const { name, brand, locale } = view.tenant.profile;
  return (
    <Layout
      view={view}
      wide
      title={`${name} · Reservá tu ${view.words.appointment} online`}
      description={`${brand.tagline}. Elegí servicio, día y hora, y reservá tu ${view.words.appointment} en ${name} en un minuto.`}
      canonicalPath="/"
      header={<Hero view={view} locations={catalog.locations} />}
      head={<script type="application/ld+json">{raw(businessData(view, catalog))}</script>}
    >
      <div class="columns">
        <div class="loose">
          {brand.texts?.welcome && <p>{brand.texts.welcome}</p>}
          <p class="muted">{view.words.pickService} Elegí un servicio y te mostramos los horarios libres.</p>
          <ServiceList catalog={catalog} locale={locale} />
        </div>
        <aside aria-labelledby="donde">
          <h2 id="donde" class="category">
            Dónde estamos
          </h2>
          <div class="card pad">
            {catalog.locations.map((location) => (
              <Place location={location} />
            ))}
          </div>
        </aside>
      </div>
    </Layout>
  );
}

function Hero({ view, locations }: { readonly view: View; readonly locations: readonly LocationRecord[] }) {
  const { name, brand } = view.tenant.profile;
  return (
    <header class="hero">
      <div class="wrap wide">
        <img src={view.logoPath} alt="" width="72" height="72" />
        <h1>{name}</h1>
        <p class="tagline">{brand.tagline}</p>
        <ul>
          {locations.map(({ address }) => (
            <li>{address}</li>
          ))}
        </ul>
      </div>
    </header>
  );
}

function Place({ location }: { readonly location: LocationRecord }) {
  const { name, address, phone } = location;
  return (
    <div class="place">
      <strong>{name}</strong>
      <br />
      <a href={mapHref(address)} rel="noopener noreferrer">
        {address}
      </a>
      {phone !== null && (
        <>
          <br />
          <a class="num" href={phoneHref(phone)}>
            {phone}
          </a>
        </>
      )}
    </div>
  );
}
