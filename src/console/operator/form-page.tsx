import { COUNTRIES } from '../../kernel/countries/find-country.ts';
import { Alert } from '../../site/components/alert.tsx';
import { Field } from '../../site/components/field.tsx';
import type { Form } from '../desk.tsx';

interface FormPageProps {
  readonly form: Form;
  /** By the name of the field. */
  readonly errors: ReadonlyMap<string, string>;
  /** What no single field can be blamed for. */
  readonly refusal: string | undefined;
  readonly verticals: readonly { readonly id: string; readonly title: string }[];
  readonly plans: readonly { readonly id: string; readonly name: string }[];
}

interface Asked {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'tel';
  readonly rows?: number;
  readonly isRequired?: boolean;
}

const SHOP: readonly Asked[] = [
  { name: 'nombre', label: 'Nombre del local', isRequired: true },
  {
    name: 'slug',
    label: 'Nombre corto',
    hint: 'Su dirección en la plataforma: minúsculas, números y guiones',
    isRequired: true,
  },
  { name: 'direccion', label: 'Dirección', isRequired: true },
  { name: 'telefono', label: 'Teléfono', type: 'tel', isRequired: true },
  { name: 'casilla-local', label: 'Correo del local', type: 'email', isRequired: true },
  { name: 'lema', label: 'Lema' },
  { name: 'color', label: 'Color', hint: '#rrggbb' },
  { name: 'dominios', label: 'Dominios propios', hint: 'Uno por línea; el primero es el principal', rows: 2 },
  { name: 'quienes', label: 'Quiénes atienden', hint: 'Uno por línea; vacío: quien es dueño', rows: 3 },
];

const OWNER: readonly Asked[] = [
  { name: 'dueno', label: 'Nombre y apellido', isRequired: true },
  { name: 'casilla', label: 'Correo', type: 'email', isRequired: true },
  { name: 'razon', label: 'Razón social', isRequired: true },
  {
    name: 'cuit',
    label: 'Número fiscal',
    hint: `Según el país: ${COUNTRIES.map(({ name, taxId }) => `${taxId.name} en ${name}`).join(', ')}`,
  },
];

export function FormPage({ form, errors, refusal, verticals, plans }: FormPageProps) {
  const fields = (list: readonly Asked[]) =>
    list.map((asked) => <Field {...asked} value={form.get(asked.name)} error={errors.get(asked.name)} />);
  return (
    <div class="loose sheet">
      <h1>Nueva alta</h1>
      {refusal !== undefined && (
        <Alert title="No se pudo empezar" kind="error">
          <p>{refusal}</p>
        </Alert>
      )}
      <form method="post" action="/altas" class="stack">
        <fieldset class="stack">
          <legend>El local</legend>
          <div class="field">
            <label for="rubro">Rubro</label>
            <select id="rubro" name="rubro">
              {verticals.map(({ id, title }) => (
                <option value={id} selected={id === form.get('rubro')}>
                  {title}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="pais">País</label>
            <select id="pais" name="pais">
              {COUNTRIES.map(({ code, name }) => (
                <option value={code} selected={code === form.get('pais')}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="plan">Plan</label>
            <select id="plan" name="plan">
              {plans.map(({ id, name }) => (
                <option value={id} selected={id === form.get('plan')}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          {fields(SHOP)}
        </fieldset>
        <fieldset class="stack">
          <legend>Quien es dueño</legend>
          {fields(OWNER)}
        </fieldset>
        <button type="submit" class="primary full">
          Empezar el alta
        </button>
      </form>
    </div>
  );
}
