import type { AppError } from '../kernel/problem.ts';
import { type FormErrors, NO_ERRORS } from '../site/form-errors.ts';
import { type Form, typed } from './desk.tsx';

const FIELDS: Readonly<Record<string, { readonly field: string; readonly text: string }>> = {
  '/customer/name': { field: 'nombre', text: 'Escribí el nombre, con dos letras o más.' },
  '/customer/email': { field: 'email', text: 'Revisá el e-mail: tiene que ser como ana@ejemplo.com.' },
  '/customer/phone': { field: 'telefono', text: 'Escribilo entero, con código de área.' },
  '/startsAt': { field: 'otra', text: 'Elegí un horario o escribí una hora.' },
  '/notes': { field: 'pedido-cliente', text: 'Usá hasta 500 caracteres.' },
  '/reason': { field: 'motivo', text: 'Escribí el motivo: dos letras o más.' },
  '/name': { field: 'nombre', text: 'Ponele un nombre al calendario.' },
  '/url': { field: 'direccion', text: 'Pegá la dirección .ics entera.' },
  '/endsAt': { field: 'hasta', text: 'Revisá hasta cuándo.' },
};

/** What is wrong with a form of the agenda, in plain words at its field; empty when it is no field's fault. */
export function deskErrors(problem: AppError, form: Form): FormErrors {
  if (problem.code !== 'invalid-input') return NO_ERRORS;
  const errors = new Map<string, string>();
  for (const { pointer, detail } of problem.members.errors ?? []) {
    const known = FIELDS[pointer];
    if (known !== undefined) errors.set(known.field, pointer === '/endsAt' ? `${detail}.` : known.text);
  }
  if (errors.has('email') && typed(form, 'email') === undefined)
    errors.set('email', 'Hace falta un teléfono o un e-mail.');
  return errors;
}
