import { Frame } from '../components/frame.tsx';
import type { Desk } from '../desk.tsx';
import { deskPath } from '../links.ts';

const PLACES = [
  { page: 'bloquear', title: 'Bloquear tiempo', text: 'Descansos, vacaciones, una sala en arreglo.' },
  { page: 'reasignar', title: 'Falta alguien', text: 'Pasar sus turnos del día a otras personas u horas.' },
  {
    page: 'por-que',
    title: '¿Por qué no hay horario?',
    text: 'Qué regla quita cada horario, y quién la cambia.',
  },
  { page: 'espera', title: 'Lista de espera', text: 'Quiénes esperan y qué se les ofreció.' },
  { page: 'calendarios', title: 'Calendarios', text: 'Ver los turnos en el teléfono; traer lo ocupado.' },
  { page: 'marca', title: 'Marca', text: 'Colores, logo y textos de tu sitio; verlos antes de publicar.' },
  { page: 'dominio', title: 'Dominio', text: 'Tu propia dirección: cómo está y qué falta.' },
  { page: 'correos', title: 'Correos', text: 'Qué se les envió a tus clientes, y de qué casilla.' },
  { page: 'plan', title: 'Plan', text: 'Cuánto usás, cuánto entra y qué suma el que sigue.' },
] as const;

export function MorePage({ desk }: { readonly desk: Desk }) {
  const { sucursal } = desk.query;
  return (
    <Frame view={desk.view} title="Más" tab="mas" query={desk.query}>
      <div class="stack sheet">
        <h1>Más</h1>
        <ul class="card rows">
          {PLACES.map(({ page, title, text }) => (
            <li>
              <a class="row" href={deskPath(page, { sucursal })}>
                <span>
                  <strong>{title}</strong>
                  <span class="muted small">{text}</span>
                </span>
                <span aria-hidden="true">›</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </Frame>
  );
}
