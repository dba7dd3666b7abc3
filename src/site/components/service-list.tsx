import type { Catalog, ServiceRecord } from '../../agenda/catalog/rules.ts';
import { formatMoney } from '../../kernel/money.ts';
import { durationText } from '../formats.ts';
import { timesPath } from '../links.ts';

export function ServiceList({ catalog, locale }: { readonly catalog: Catalog; readonly locale: string }) {
  const categories = Map.groupBy(catalog.services, ({ category }) => category);
  return (
    <div class="loose">
      {[...categories].map(([category, services], index) => (
        <section aria-labelledby={`categoria-${index}`}>
          <h2 id={`categoria-${index}`} class="category">
            {category}
          </h2>
          <ul class="card rows">
            {services.map((service) => (
              <ServiceRow service={service} locale={locale} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ServiceRow({ service, locale }: { readonly service: ServiceRecord; readonly locale: string }) {
  const price = formatMoney({ amount: service.priceCentavos, currency: service.currency }, locale);
  return (
    <li>
      <a class="row" href={timesPath({ servicio: service.slug })}>
        <span>
          <strong>{service.name}</strong>
          <span class="muted small">{service.description}</span>
        </span>
        <span class="side">
          <span class="price num">{price}</span>
          <span class="muted small num">{durationText(service.durationMinutes)}</span>
        </span>
      </a>
    </li>
  );
}
