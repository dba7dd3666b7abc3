import type { AppError } from '../kernel/problem.ts';

/** What is wrong, by the name of the form's field. */
export type FormErrors = ReadonlyMap<string, string>;

export const NO_ERRORS: FormErrors = new Map();

const FIELDS: Readonly<Record<string, { readonly field: string; readonly text: string }>> = {
  '/customer/name': { field: 'nombre', text: 'Escribí tu nombre, con dos letras o más.' },
  '/customer/email': {
    field: 'email',
    text: 'Revisá el e-mail: tiene que ser como ana@ejemplo.com.',
  },
  '/customer/phone': {
    field: 'telefono',
    text: 'Escribí el teléfono con código de área, como en el ejemplo.',
  },
  '/from': { field: 'desde', text: 'Revisá desde qué día: usá una fecha del próximo año.' },
  '/to': { field: 'hasta', text: 'Revisá hasta qué día: hasta 90 días, desde hoy en adelante.' },
  '/notes': { field: 'notas', text: 'El comentario es muy largo: usá hasta 500 caracteres.' },
};

/** What the booking found wrong, in plain words at the field of the form. */
export function formErrors(problem: AppError, typed: ReadonlyMap<string, string>): FormErrors {
  const errors = new Map<string, string>();
  for (const { pointer } of problem.members.errors ?? []) {
    const known = FIELDS[pointer];
    if (known !== undefined) errors.set(known.field, known.text);
  }
  const hasContact = ['email', 'telefono'].some((name) => (typed.get(name) ?? '').trim() !== '');
  if (!hasContact) errors.set('email', 'Dejanos un e-mail o un teléfono para poder avisarte.');
  if ((typed.get('nombre') ?? '').trim().length > 80)
    errors.set('nombre', 'Usá hasta 80 letras para el nombre.');
  return errors;
}

/** What keeps somebody from the waitlist, in plain words. */
export function waitErrors(problem: AppError, typed: ReadonlyMap<string, string>): FormErrors {
  if (problem.code === 'already-exists' || problem.code === 'limit-reached')
    return new Map([['nombre', problem.message]]);
  return problem.code === 'invalid-input' ? formErrors(problem, typed) : NO_ERRORS;
}
