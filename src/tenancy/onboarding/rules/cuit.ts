/** Whom a CUIT names, by its type prefix. */
export type CuitHolder = 'person' | 'company';

const HOLDERS: Readonly<Record<string, CuitHolder>> = {
  '20': 'person',
  '23': 'person',
  '24': 'person',
  '25': 'person',
  '26': 'person',
  '27': 'person',
  '30': 'company',
  '33': 'company',
  '34': 'company',
};

const WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

export type CuitCheck =
  | { readonly ok: true; readonly cuit: string; readonly holder: CuitHolder }
  | { readonly ok: false; readonly detail: string };

/**
 * An Argentine CUIT: eleven digits, with or without hyphens; type prefix, eight digits, check digit modulo 11. A
 * number whose check digit would be 10 does not exist: ARCA gives such a holder prefix 23, 24, 33 or 34 instead.
 */
export function checkCuit(text: string): CuitCheck {
  if (!/^\d{2}-?\d{8}-?\d$/.test(text))
    return { ok: false, detail: 'Once dígitos, por ejemplo 30-71234567-1' };
  const cuit = text.replaceAll('-', '');
  const prefix = cuit.slice(0, 2);
  const holder = HOLDERS[prefix];
  if (holder === undefined)
    return {
      ok: false,
      detail: `Un CUIT no empieza con ${prefix}: sí con ${Object.keys(HOLDERS).join(', ')}`,
    };
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(cuit.charAt(index)), 0);
  const digit = (11 - (sum % 11)) % 11;
  if (digit !== Number(cuit.charAt(10)))
    return { ok: false, detail: 'El dígito verificador no coincide: revisá que no haya números cambiados' };
  return { ok: true, cuit, holder };
}
