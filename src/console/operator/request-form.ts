import type { AppError } from '../../kernel/problem.ts';
import type { Form } from '../desk.tsx';
import { FIELD_OF_POINTER } from './words.ts';

/** The request that the form asks for; the pipeline checks it as it checks everybody's. */
export function requestOf(form: Form): Record<string, unknown> {
  const text = (name: string) => form.get(name)?.trim() ?? '';
  const lines = (name: string) =>
    text(name)
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return {
    slug: text('slug'),
    name: text('nombre'),
    vertical: text('rubro'),
    ...(text('plan') !== '' && { plan: text('plan') }),
    ownerName: text('dueno'),
    ownerEmail: text('casilla'),
    ...(text('pais') !== '' && { country: text('pais') }),
    legal: { name: text('razon'), ...(text('cuit') !== '' && { taxId: text('cuit') }) },
    domains: lines('dominios'),
    brand: { tagline: text('lema'), primaryColor: text('color').toLowerCase() },
    contact: { phone: text('telefono'), email: text('casilla-local') },
    template: { address: text('direccion'), phone: text('telefono'), providers: lines('quienes') },
  };
}

/** What is wrong, at the field of the form where it was typed. */
export function errorsByField(problem: AppError): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const { pointer, detail } of problem.members.errors ?? []) {
    const list = pointer.startsWith('/domains') ? 'dominios' : undefined;
    const field = list ?? FIELD_OF_POINTER[pointer] ?? FIELD_OF_POINTER[pointer.replace(/\/\d+$/, '')];
    if (field !== undefined && !errors.has(field)) errors.set(field, `${detail}.`);
  }
  return errors;
}
