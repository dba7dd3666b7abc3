import type { AskedForm } from '../../people/intake/rules/asked-form.ts';
import type { Consent, Question } from '../../tenancy/verticals/contract.ts';
import type { FormErrors } from '../form-errors.ts';
import { consentField, questionField } from '../intake-form.ts';
import { Field, Labelled, labelledAttributes } from './field.tsx';

interface IntakeProps {
  readonly form: AskedForm;
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
  /** Ids of what was answered before: it is asked only to be corrected. */
  readonly answered?: ReadonlySet<string>;
}

/** What the shop asks besides a name; those who come for the first time open theirs. */
export function Questions({ form, ...rest }: IntakeProps) {
  const [first, always] = [true, false].map((isFirst) =>
    form.questions.filter(({ asked }) => (asked === 'first-visit') === isFirst),
  ) as [Question[], Question[]];
  const isTouched = first.some((one) => {
    const name = questionField(one);
    return rest.errors.has(name) || (rest.typed.get(name) ?? '') !== '';
  });
  return (
    <>
      {always.map((question) => (
        <Asked question={question} {...rest} />
      ))}
      {first.length > 0 && (
        <details open={isTouched || rest.answered !== undefined}>
          <summary>Si es tu primera vez ({first.length})</summary>
          <div class="stack">
            {first.map((question) => (
              <Asked question={question} {...rest} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

type AskedProps = Omit<IntakeProps, 'form'> & { readonly question: Question };

const LONGEST = { text: 200, 'long-text': 1_000 };

function Asked({ question, typed, errors, answered }: AskedProps) {
  const { kind, label, isRequired, neededWith } = question;
  const name = questionField(question);
  const isAnswered = answered?.has(question.id) === true;
  const hint = isAnswered ? 'Ya está contestada: escribí sólo para cambiarla.' : question.hint;
  const props = {
    name,
    label: isRequired || neededWith !== undefined ? label : `${label} (opcional)`,
    value: typed.get(name),
    error: errors.get(name),
    isRequired: isRequired && answered === undefined,
    ...(hint !== undefined && { hint }),
  };
  if (kind === 'choice')
    return <Choice {...props} options={(question.options ?? []).map((one) => [one, one])} />;
  if (kind === 'yes-no') return <Choice {...props} options={YES_NO} />;
  if (kind === 'date') return <Field {...props} type="date" />;
  return <Field {...props} maxlength={LONGEST[kind]} {...(kind === 'long-text' && { rows: 3 })} />;
}

const YES_NO: readonly (readonly [string, string])[] = [
  ['si', 'Sí'],
  ['no', 'No'],
];

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly isRequired: boolean;
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** A list rather than buttons: what was chosen can be taken back without JavaScript. */
function Choice(props: ChoiceProps) {
  return (
    <Labelled {...props}>
      <select {...labelledAttributes(props)}>
        <option value="">—</option>
        {props.options.map(([value, text]) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface ConsentsProps extends Pick<IntakeProps, 'typed' | 'errors'> {
  readonly consents: readonly Consent[];
  readonly privacyUrl: string | undefined;
}

/** Each in its own words, and nothing marked beforehand. */
export function Consents({ consents, typed, errors, privacyUrl }: ConsentsProps) {
  if (consents.length === 0) return null;
  return (
    <>
      {consents.map((consent) => {
        const name = consentField(consent);
        const error = errors.get(name);
        return (
          <div class="field">
            {error && (
              <span class="wrong" id={`${name}-error`}>
                {error}
              </span>
            )}
            <label class="check">
              <input
                type="checkbox"
                id={name}
                name={name}
                value="si"
                checked={typed.has(name)}
                aria-describedby={error === undefined ? undefined : `${name}-error`}
                aria-invalid={error === undefined ? undefined : ('true' as const)}
                aria-required={consent.isRequired ? ('true' as const) : undefined}
              />
              <span>
                {consent.text}
                {whenNeeded(consent)}
              </span>
            </label>
          </div>
        );
      })}
      {privacyUrl !== undefined && (
        <p class="small">
          <a href={privacyUrl}>Política de privacidad</a>
        </p>
      )}
    </>
  );
}

function whenNeeded({ isRequired, purpose }: Consent): string {
  if (isRequired) return '';
  return purpose === 'health-data' ? ' (Hace falta sólo si contestás algo de salud.)' : ' (Opcional.)';
}
