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

/** A labelled input; hint and error are part of its accessible description. */
export function Field(props: FieldProps) {
  const { name, label, value, hint, error, type = 'text', autocomplete, maxlength, isRequired, rows } = props;
  const described = [hint && `${name}-ayuda`, error && `${name}-error`].filter(Boolean).join(' ');
  const attributes = {
    id: name,
    name,
    maxlength,
    autocomplete,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-required': isRequired === true ? ('true' as const) : undefined,
  };
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
      {rows === undefined ? (
        <input type={type} value={value} {...attributes} />
      ) : (
        <textarea rows={rows} {...attributes}>
          {value}
        </textarea>
      )}
    </div>
  );
}
