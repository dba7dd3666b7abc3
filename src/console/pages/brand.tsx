import { contrastOf } from '../../kernel/color.ts';
import { findCountry } from '../../kernel/countries/find-country.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { dateAndClock } from '../../site/formats.ts';
import { themeOf } from '../../site/theme.ts';
import type { BrandState, BrandVersion } from '../../tenancy/branding/contract.ts';
import { BRAND_FIELDS, type BrandField, brandForm } from '../brand-form.ts';
import { Frame } from '../components/frame.tsx';
import { Done, Refused } from '../components/notice.tsx';
import { type Desk, type Form, may } from '../desk.tsx';
import { deskPath } from '../links.ts';

interface BrandPageProps {
  readonly desk: Desk;
  readonly state: BrandState;
  readonly versions: readonly BrandVersion[];
  /** What was typed, when the form comes back. */
  readonly form: Form | undefined;
  readonly problem: AppError | undefined;
}

const PATH = deskPath('marca');

export function BrandPage(props: BrandPageProps) {
  const { desk, state, problem } = props;
  const brand = state.draft?.brand ?? state.published;
  const mayWrite = may(desk.ctx, 'brand:write');
  return (
    <Frame view={desk.view} title="Marca" tab="marca" query={desk.query}>
      <div class="loose" data-marca={state.draft === null ? undefined : PATH} data-imagenes={missing(brand)}>
        <div class="stack">
          <h1>Marca</h1>
          <p class="muted">
            Cómo se ve y cómo habla tu sitio. Nada cambia para tus clientes hasta que publicás.
          </p>
          <Done what={desk.query.listo} />
          {problem && <Wrong problem={problem} />}
        </div>
        <div class="side-by-side stack">
          <div class="loose">
            {mayWrite && (
              <BrandForm form={props.form ?? brandForm(brand)} problem={problem} taxId={taxIdLabel(desk)} />
            )}
            <Versions {...props} mayWrite={mayWrite} />
          </div>
          <Preview {...props} mayWrite={mayWrite} />
        </div>
      </div>
      <script src={`/static/brand.js?v=${BRAND_SCRIPT_VERSION}`} defer />
    </Frame>
  );
}

/** The file's hash, so that its address changes with it; a test compares the two. */
export const BRAND_SCRIPT_VERSION = 'ac6c05db';

/** Pictures that the script of the page still has to draw. */
function missing({ images }: BrandState['published']): string | undefined {
  const names = ['icon-180', 'icon-192', 'icon-512', 'social'] as const;
  return names.filter((name) => images?.[name] === undefined).join(' ') || undefined;
}

function Wrong({ problem }: { readonly problem: AppError }) {
  return (
    <Refused title="Falta poco: revisá esto">
      <ul>
        {(problem.members.errors ?? []).map(({ pointer, detail }) => (
          <li>
            <a href={`#${fieldOf(pointer)}`}>{detail}</a>
          </li>
        ))}
      </ul>
    </Refused>
  );
}

function fieldOf(pointer: string): BrandField | undefined {
  return (BRAND_FIELDS as Readonly<Record<string, BrandField>>)[pointer];
}

const FONT_WORDS = {
  system: 'La del teléfono',
  humanist: 'Humanista',
  geometric: 'Geométrica',
  serif: 'Con serifa',
  slab: 'Con serifa gruesa',
  rounded: 'Redondeada',
} as const;

const CORNER_WORDS = { square: 'Rectos', soft: 'Suaves', round: 'Redondos' } as const;

function taxIdLabel({ ctx }: Desk): string {
  return findCountry(ctx.tenant.profile.country)?.taxId.name ?? 'Número fiscal';
}

interface BrandFormProps {
  readonly form: Form;
  readonly problem: AppError | undefined;
  readonly taxId: string;
}

function BrandForm({ form, problem, taxId }: BrandFormProps) {
  const errors = new Map(
    (problem?.members.errors ?? []).map(({ pointer, detail }) => [fieldOf(pointer), detail]),
  );
  const field = (name: BrandField) => ({ name, value: form.get(name), error: errors.get(name) });
  const color = (name: BrandField) => ({
    ...field(name),
    value: form.get(name) ?? '#000000',
    type: 'color' as const,
  });
  return (
    <form method="post" action={PATH} class="card pad stack" novalidate data-once>
      <h2>Lo que se ve</h2>
      <Field {...field('lema')} label="Lema" maxlength={120} />
      <Field {...color('color')} label="Color principal" />
      <label class="check">
        <input type="checkbox" name="elige-texto" value="1" checked={form.get('elige-texto') === '1'} />
        Elegir también el color del texto que va encima
      </label>
      <Field
        {...color('color-texto')}
        label="Color del texto"
        hint="Tiene que leerse: contraste 4,5 o más."
      />
      <Choice name="letra" label="Letra de los títulos" words={FONT_WORDS} value={form.get('letra')} />
      <Choice name="bordes" label="Bordes" words={CORNER_WORDS} value={form.get('bordes')} />
      <Field
        {...field('logo')}
        label="Logo, en SVG"
        hint="Pegá el dibujo (empieza con <svg). Hasta 32 KB, sin scripts ni enlaces."
        rows={5}
      />
      <h2>Lo que dice</h2>
      <Field {...field('descripcion')} label="Descripción para buscadores y chats" maxlength={200} />
      <Field
        {...field('bienvenida')}
        label="Bienvenida"
        hint="En la primera página."
        maxlength={300}
        rows={2}
      />
      <Field
        {...field('antes')}
        label="Antes de venir"
        hint="Cuando pedimos los datos."
        maxlength={500}
        rows={3}
      />
      <Field
        {...field('despues')}
        label="Para tener en cuenta"
        hint="Con el turno ya reservado."
        maxlength={500}
        rows={3}
      />
      <h2>Al pie</h2>
      <Field {...field('razon-social')} label="Razón social" maxlength={120} />
      <Field {...field('cuit')} label={taxId} maxlength={20} />
      <Field {...field('domicilio')} label="Domicilio" maxlength={160} />
      <Field
        {...field('terminos')}
        label="Dirección de los términos y condiciones"
        type="url"
        maxlength={300}
      />
      <Field
        {...field('privacidad')}
        label="Dirección de la política de privacidad"
        type="url"
        maxlength={300}
      />
      <SenderFields field={field} />
      <button class="primary full" type="submit">
        Guardar el borrador
      </button>
    </form>
  );
}

interface SenderFieldsProps {
  readonly field: (name: BrandField) => {
    name: BrandField;
    value: string | undefined;
    error: string | undefined;
  };
}

function SenderFields({ field }: SenderFieldsProps) {
  return (
    <>
      <h2>En los correos</h2>
      <Field {...field('remitente')} label="Remitente" hint="Sin esto, el nombre del local." maxlength={60} />
      <Field
        {...field('respuestas')}
        label="Casilla para las respuestas"
        hint="Sin esto, la del local."
        type="email"
        maxlength={120}
      />
      <Field
        {...field('casilla')}
        label="Casilla de la que salen"
        hint="De un dominio tuyo, por ejemplo turnos@tulocal.com.ar. En Correos te decimos qué registros necesita."
        type="email"
        maxlength={120}
      />
    </>
  );
}

interface ChoiceProps {
  readonly name: BrandField;
  readonly label: string;
  readonly words: Readonly<Record<string, string>>;
  readonly value: string | undefined;
}

function Choice({ name, label, words, value }: ChoiceProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">La de siempre</option>
        {Object.entries(words).map(([code, text]) => (
          <option value={code} selected={code === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

type SideProps = BrandPageProps & { readonly mayWrite: boolean };

function Preview({ state, mayWrite }: SideProps) {
  const isDraft = state.draft !== null;
  const brand = state.draft?.brand ?? state.published;
  return (
    <aside class="stack" aria-labelledby="vista-previa">
      <h2 id="vista-previa">{isDraft ? 'Así quedaría' : 'Así se ve hoy'}</h2>
      <iframe class="preview card" src={`${PATH}/vista`} title="Vista previa de tu sitio" />
      <Contrasts primaryColor={brand.primaryColor} onPrimaryColor={brand.onPrimaryColor} />
      {isDraft && mayWrite && (
        <div class="actions">
          <form method="post" action={`${PATH}/publicar`} data-once>
            <button type="submit" class="primary">
              Publicar
            </button>
          </form>
          <form method="post" action={`${PATH}/descartar`} data-once>
            <button type="submit" class="danger">
              Descartar
            </button>
          </form>
        </div>
      )}
    </aside>
  );
}

interface ContrastsProps {
  readonly primaryColor: string;
  readonly onPrimaryColor: string | undefined;
}

/** The colours that are made of the one that was chosen, and how well each can be read. */
function Contrasts({ primaryColor, onPrimaryColor }: ContrastsProps) {
  const { brand, onBrand, light, dark } = themeOf(primaryColor, onPrimaryColor);
  const pairs = [
    ['Título sobre tu color', onBrand, brand],
    ['Enlaces, de día', light.accent, light.page],
    ['Botones, de día', light.onAccent, light.accent],
    ['Enlaces, de noche', dark.accent, dark.page],
    ['Botones, de noche', dark.onAccent, dark.accent],
  ] as const;
  return (
    <table class="small contrasts">
      <caption class="label">Cómo se lee (hace falta 4,5 o más)</caption>
      <tbody>
        {pairs.map(([name, text, ground]) => (
          <tr>
            <th scope="row">{name}</th>
            <td class="num">{contrastOf(text, ground).toFixed(1).replace('.', ',')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Versions({ desk, state, versions, mayWrite }: SideProps) {
  if (versions.length === 0) return null;
  const zone = desk.ctx.tenant.profile.timeZone;
  return (
    <section class="stack" aria-labelledby="versiones">
      <h2 id="versiones">Versiones</h2>
      <ul class="card rows asks">
        {versions.map(({ version, publishedAt, restores }) => (
          <li>
            <p>
              <strong>Versión {version}</strong>
              {version === state.published.version && ' · la que se ve'}
              <br />
              <span class="muted small">
                Publicada el {dateAndClock(parseInstant(publishedAt) ?? 0, zone)}
                {restores !== null && `, vuelve a la ${restores}`}
              </span>
            </p>
            {mayWrite && version !== state.published.version && (
              <form method="post" action={`${PATH}/volver`} data-once>
                <input type="hidden" name="version" value={version} />
                <button type="submit">
                  Volver a esta<span class="vh">: la {version}</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
