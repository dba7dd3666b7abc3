import type { Brand } from '../kernel/tenant.ts';
import { type Form, typed } from './desk.tsx';

/** The fields of the form, by where they are in a brand (JSON pointers). */
export const BRAND_FIELDS = {
  '/tagline': 'lema',
  '/primaryColor': 'color',
  '/onPrimaryColor': 'color-texto',
  '/logoSvg': 'logo',
  '/font': 'letra',
  '/corners': 'bordes',
  '/description': 'descripcion',
  '/texts/welcome': 'bienvenida',
  '/texts/beforeVisit': 'antes',
  '/texts/afterBooking': 'despues',
  '/legal/name': 'razon-social',
  '/legal/taxId': 'cuit',
  '/legal/address': 'domicilio',
  '/legal/termsUrl': 'terminos',
  '/legal/privacyUrl': 'privacidad',
  '/sender/name': 'remitente',
  '/sender/replyTo': 'respuestas',
  '/sender/address': 'casilla',
} as const;

export type BrandField = (typeof BRAND_FIELDS)[keyof typeof BRAND_FIELDS];

/** What the form says, as `changeBrand` takes it; an empty field is one that is not there. */
export function brandInput(form: Form): object {
  const input: Record<string, unknown> = { tagline: typed(form, 'lema') ?? '' };
  for (const [pointer, field] of Object.entries(BRAND_FIELDS)) {
    const value = isColor(field) ? typed(form, field)?.toLowerCase() : typed(form, field);
    if (value !== undefined && !(field === 'color-texto' && form.get('elige-texto') !== '1'))
      put(input, pointer, value);
  }
  return input;
}

/** A brand as the form shows it. */
export function brandForm(brand: Brand): Form {
  const { texts, legal, sender } = brand;
  const flat: Record<string, unknown> = {
    ...brand,
    ...prefixed('texts/', texts),
    ...prefixed('legal/', legal),
    ...prefixed('sender/', sender),
  };
  const form = new Map<string, string>();
  for (const [pointer, field] of Object.entries(BRAND_FIELDS)) {
    const value = flat[pointer.slice(1)];
    if (typeof value === 'string') form.set(field, value);
  }
  if (brand.onPrimaryColor !== undefined) form.set('elige-texto', '1');
  return form;
}

function isColor(field: string): boolean {
  return field === 'color' || field === 'color-texto';
}

function prefixed(prefix: string, values: object = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function put(input: Record<string, unknown>, pointer: string, value: string): void {
  const [first = '', second] = pointer.slice(1).split('/');
  if (second === undefined) input[first] = value;
  else input[first] = { ...(input[first] as object | undefined), [second]: value };
}
