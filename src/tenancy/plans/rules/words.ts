import type { Feature, Quota } from '../../../kernel/plan.ts';

/** What each is called where a shop or an operator reads it. */
export const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  brand: 'la marca que cambia el local',
  'own-domains': 'los dominios propios',
  webhooks: 'los webhooks',
  'event-feed': 'la lista de eventos',
  series: 'los turnos que se repiten',
  'external-calendars': 'los calendarios de afuera',
  import: 'traer turnos de otro sistema',
  'data-residency': 'los datos en un lugar elegido',
};

export const QUOTA_WORDS: Readonly<Record<Quota, string>> = {
  locations: 'sucursales',
  providers: 'personas que atienden',
  'own-domains': 'dominios propios',
  'api-keys': 'claves de API',
  'webhook-endpoints': 'destinos de webhooks',
};

/** `a`, `a y b`, `a, b y c` */
export function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} y ${last}`;
}
