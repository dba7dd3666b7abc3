import type { PropsWithChildren } from 'hono/jsx';
import { Layout } from '../../site/layout.tsx';
import type { View } from '../../site/view.ts';
import { DESK_PATH, type DeskQuery, dayPath, deskPath } from '../links.ts';

export type Tab =
  | 'dia'
  | 'sin-turno'
  | 'nuevo'
  | 'mas'
  | 'bloquear'
  | 'reasignar'
  | 'por-que'
  | 'espera'
  | 'calendarios'
  | 'marca'
  | 'dominio'
  | 'correos'
  | 'plan';

interface FrameProps {
  readonly view: View;
  readonly title: string;
  readonly tab: Tab;
  /** The branch that the links keep. */
  readonly query?: DeskQuery;
}

/** The frame of every page of the agenda: where one can go is at the thumb on a phone, above on a wide screen. */
export function Frame({ view, title, tab, query = {}, children }: PropsWithChildren<FrameProps>) {
  const { sucursal } = query;
  return (
    <Layout
      view={view}
      title={`${title} · ${view.tenant.profile.name}`}
      header={
        <>
          <DeskBar view={view} isInside />
          <Tabs tab={tab} query={{ sucursal }} />
        </>
      }
      footer={false}
      wide
    >
      {children}
    </Layout>
  );
}

/** Before anybody has entered, and when something is wrong. */
export function PlainFrame({ view, title, children }: PropsWithChildren<Pick<FrameProps, 'view' | 'title'>>) {
  return (
    <Layout
      view={view}
      title={`${title} · ${view.tenant.profile.name}`}
      header={<DeskBar view={view} isInside={false} />}
      footer={false}
    >
      {children}
    </Layout>
  );
}

function DeskBar({ view, isInside }: { readonly view: View; readonly isInside: boolean }) {
  return (
    <header class="bar">
      <div class="wrap wide">
        <a href={DESK_PATH}>
          <img src={view.logoPath} alt="" width="36" height="36" />
          Agenda · {view.tenant.profile.name}
        </a>
        {isInside && (
          <a class="exit" href={deskPath('salir')}>
            Salir
          </a>
        )}
      </div>
    </header>
  );
}

interface TabItem {
  readonly tab: Tab;
  readonly text: string;
  readonly icon?: string;
  /** On a phone it is under "Más"; on a wide screen there is no "Más". */
  readonly place?: 'far' | 'near';
}

const TABS: readonly TabItem[] = [
  { tab: 'dia', text: 'Día', icon: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4' },
  {
    tab: 'sin-turno',
    text: 'Sin turno',
    icon: 'M13 5a2 2 0 1 0-4 0 2 2 0 0 0 4 0zM8 21l2-6-2-3 1-4 4 1 3 3M12 15l2 6',
  },
  { tab: 'nuevo', text: 'Nuevo', icon: 'M12 5v14M5 12h14' },
  { tab: 'bloquear', text: 'Bloquear', place: 'far' },
  { tab: 'reasignar', text: 'Falta alguien', place: 'far' },
  { tab: 'por-que', text: '¿Por qué no hay?', place: 'far' },
  { tab: 'espera', text: 'Lista de espera', place: 'far' },
  { tab: 'calendarios', text: 'Calendarios', place: 'far' },
  { tab: 'marca', text: 'Marca', place: 'far' },
  { tab: 'dominio', text: 'Dominio', place: 'far' },
  { tab: 'correos', text: 'Correos', place: 'far' },
  { tab: 'plan', text: 'Plan', place: 'far' },
  { tab: 'mas', text: 'Más', icon: 'M5 12h.01M12 12h.01M19 12h.01', place: 'near' },
];

const FAR: ReadonlySet<Tab> = new Set(TABS.filter(({ place }) => place === 'far').map(({ tab }) => tab));

function Tabs({ tab, query }: { readonly tab: Tab; readonly query: DeskQuery }) {
  return (
    <nav class="tabs noprint" aria-label="Agenda">
      <ul>
        {TABS.map((item) => (
          <li class={item.place}>
            <a
              href={item.tab === 'dia' ? dayPath(query) : deskPath(item.tab, query)}
              aria-current={isCurrent(item.tab, tab) ? 'page' : undefined}
            >
              {item.icon && <Icon path={item.icon} />}
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isCurrent(item: Tab, current: Tab): boolean {
  return item === current || (item === 'mas' && FAR.has(current));
}

function Icon({ path }: { readonly path: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
