import type { LocalDate } from '../../kernel/local-time.ts';
import { Frame } from '../components/frame.tsx';
import type { Desk } from '../desk.tsx';
import { deskPath } from '../links.ts';

/** Who is not coming? */
export function AbsentPage({ desk, date }: { readonly desk: Desk; readonly date: LocalDate }) {
  return (
    <Frame view={desk.view} title="Falta alguien" tab="reasignar" query={desk.query}>
      <div class="stack">
        <div>
          <h1>¿Quién falta?</h1>
          <p class="muted">Vas a ver cada turno del día con lo que se le puede ofrecer.</p>
        </div>
        <form method="get" action={deskPath('reasignar')} class="stack">
          <div class="jump">
            <label for="dia">Día</label>
            <input type="date" id="dia" name="dia" value={date} />
          </div>
          <ul class="big">
            {desk.catalog.providers.map(({ slug, name, title }) => (
              <li>
                <button type="submit" name="profesional" value={slug}>
                  {name}
                  <span class="small">{title}</span>
                </button>
              </li>
            ))}
          </ul>
        </form>
      </div>
    </Frame>
  );
}
