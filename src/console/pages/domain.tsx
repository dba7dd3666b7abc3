import type { DnsRecord, DomainState, MissingRecord, OwnDomain } from '../../kernel/domain.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { untilText } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Done } from '../components/notice.tsx';
import { type Desk, may } from '../desk.tsx';
import { deskPath } from '../links.ts';

interface DomainProps {
  readonly desk: Desk;
  readonly domain: OwnDomain;
}

const SHORT: Readonly<Record<DomainState, string>> = {
  requested: 'En trámite',
  'dns-missing': 'Falta un registro',
  validating: 'Verificando',
  certificate: 'Haciendo el certificado',
  active: 'Atiende',
  lapsed: 'Dejó de atender',
  blocked: 'Bloqueado',
  failed: 'Sin alta',
  removing: 'Quitándose',
};

export function DomainPage({
  desk,
  domains,
}: {
  readonly desk: Desk;
  readonly domains: readonly OwnDomain[];
}) {
  return (
    <Frame view={desk.view} title="Dominio" tab="dominio" query={desk.query}>
      <div class="loose sheet">
        <div class="stack">
          <h1>Dominio</h1>
          <Done what={desk.query.listo} />
        </div>
        {domains.length === 0 && (
          <p class="card pad">
            Todavía no hay un dominio propio. Pedíselo a quien te dio el sitio: con él te van a encontrar por
            tu propio nombre.
          </p>
        )}
        {domains.map((domain) => (
          <Domain desk={desk} domain={domain} />
        ))}
      </div>
    </Frame>
  );
}

function Domain({ desk, domain }: DomainProps) {
  const { host, state, isServing, isCanonical, summary, missing, advice, delegation } = domain;
  return (
    <section class="stack" aria-labelledby={`dominio-${host}`}>
      <h2 id={`dominio-${host}`}>{host}</h2>
      <p class={isServing ? 'good' : 'bad'}>
        <strong>{SHORT[state]}</strong>
        {isCanonical && ' · es la dirección que usan los enlaces'}
      </p>
      <p>{summary}</p>
      {advice !== null && <p class="muted">{advice}</p>}
      {missing.map((record) => (
        <Missing record={record} />
      ))}
      {delegation !== null && missing.length > 0 && (
        <details>
          <summary>Para no cortar un sitio que ya atiende en ese dominio</summary>
          <div class="stack">
            <p class="small">
              Con este registro el certificado se hace antes de que el dominio apunte acá. No hace falta en un
              dominio nuevo.
            </p>
            <Record record={delegation} />
          </div>
        </details>
      )}
      <Check desk={desk} domain={domain} />
    </section>
  );
}

function Missing({ record }: { readonly record: MissingRecord }) {
  return (
    <div class="card pad stack">
      <Record record={record} />
      <p class="small muted">
        {record.found.length === 0 ? 'Hoy no hay ninguno.' : `Hoy dice: ${record.found.join(', ')}.`}
      </p>
    </div>
  );
}

/** Name and value each alone in a field, so that they can be copied whole with two taps. */
function Record({ record: { type, name, value } }: { readonly record: DnsRecord }) {
  const id = `${type}-${name}`;
  return (
    <>
      <p>
        <strong>Un registro {type}</strong>
      </p>
      <div>
        <label for={`nombre-${id}`}>Nombre</label>
        <input class="copy" id={`nombre-${id}`} value={name} readonly />
      </div>
      <div>
        <label for={`valor-${id}`}>Valor</label>
        <input class="copy" id={`valor-${id}`} value={value} readonly />
      </div>
    </>
  );
}

function Check({ desk: { ctx }, domain: { host, checkedAt } }: DomainProps) {
  const zone = ctx.tenant.profile.timeZone;
  return (
    <form method="post" action={`${deskPath('dominio')}/${host}/revisar`} class="split" data-once>
      <p class="small muted">
        {checkedAt === null
          ? 'Todavía no se revisó.'
          : `Última revisión: ${untilText(parseInstant(checkedAt) ?? 0, ctx.now, zone)}.`}
      </p>
      {may(ctx, 'domains:write') && (
        <button type="submit">
          Revisar ahora<span class="vh"> {host}</span>
        </button>
      )}
    </form>
  );
}
