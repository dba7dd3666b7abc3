import type { LocationRecord, ProviderRecord, ServiceRecord } from '../../agenda/catalog/rules.ts';
import { durationText } from '../../site/formats.ts';
import { Frame, type Tab } from '../components/frame.tsx';
import type { Desk } from '../desk.tsx';

interface ChooseServiceProps {
  readonly desk: Desk;
  readonly title: string;
  readonly text?: string;
  readonly tab: Tab;
  /** Only what this one gives. */
  readonly provider?: ProviderRecord | undefined;
  readonly location?: LocationRecord | undefined;
  readonly linkTo: (slug: string) => string;
}

export function ChooseServicePage(props: ChooseServiceProps) {
  const { desk, title, text, tab, linkTo, provider } = props;
  return (
    <Frame view={desk.view} title={title} tab={tab} query={desk.query}>
      <div class="stack">
        <div>
          <h1>{title}</h1>
          <p class="muted">
            {text ?? (provider ? `Con ${provider.name}: ¿qué servicio?` : '¿Qué servicio?')}
          </p>
        </div>
        <ul class="big">
          {servicesOf(props).map(({ slug, name, durationMinutes, category }) => (
            <li>
              <a class="button" href={linkTo(slug)}>
                {name}
                <span class="small num">
                  {category} · {durationText(durationMinutes)}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </Frame>
  );
}

function servicesOf({ desk, provider, location }: ChooseServiceProps): readonly ServiceRecord[] {
  const { services, providersByService, locationIdsByProvider } = desk.catalog;
  return services.filter(({ id }) =>
    (providersByService.get(id) ?? []).some(
      (one) =>
        (provider === undefined || one === provider) &&
        (location === undefined || locationIdsByProvider.get(one.id)?.includes(location.id)),
    ),
  );
}
