import type { PropsWithChildren } from 'hono/jsx';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'email' | 'tel' | 'date' | 'time' | 'url' | 'password' | 'color';
  readonly autocomplete?: string;
  readonly maxlength?: number;
  readonly isRequired?: boolean;
  readonly rows?: number;
}

/** A labelled input. */
export function Field(props: FieldProps) {
  const { value, type = 'text', autocomplete, maxlength, rows } = props;
  const attributes = { maxlength, autocomplete, ...labelledAttributes(props) };
  return (
    <Labelled {...props}>
      {rows === undefined ? (
        <input type={type} value={value} {...attributes} />
      ) : (
        <textarea rows={rows} {...attributes}>
          {value}
        </textarea>
      )}
    </Labelled>
  );
}

type LabelledProps = Pick<FieldProps, 'name' | 'label' | 'hint' | 'error'>;

/** What stands around any input: its label, hint and error. */
export function Labelled({ name, label, hint, error, children }: PropsWithChildren<LabelledProps>) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <span class="hint" id={`${name}-ayuda`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="wrong" id={`${name}-error`}>
          {error}
        </span>
      )}
      {children}
    </div>
  );
}

/** Of the input inside: hint and error are part of its accessible description. */
export function labelledAttributes({ name, hint, error, isRequired }: Omit<FieldProps, 'label' | 'value'>) {
  const described = [hint && `${name}-ayuda`, error && `${name}-error`].filter(Boolean).join(' ');
  return {
    id: name,
    name,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-required': isRequired === true ? ('true' as const) : undefined,
  };
}
