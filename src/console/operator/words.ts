import type { Metric } from '../../kernel/plan.ts';
import type { TenantUsage } from '../../tenancy/metering/contract.ts';
import type { OnboardingState, StepName } from '../../tenancy/pipeline/rules/steps.ts';

export const STEP_WORDS: Readonly<Record<StepName, string>> = {
  check: 'Revisar el pedido',
  database: 'Crear la base',
  token: 'Crear su token',
  migrate: 'Preparar el esquema',
  catalog: 'Cargar el catálogo',
  brand: 'Poner la marca',
  domain: 'Reservar las direcciones',
  owner: 'Invitar a quien es dueño',
  smoke: 'Reservar de prueba',
  live: 'Abrir las puertas',
};

export const STATE_WORDS: Readonly<Record<OnboardingState, string>> = {
  running: 'En marcha',
  waiting: 'Espera aprobación',
  live: 'Dado de alta',
  failed: 'Falló',
  refused: 'Rechazada',
  cancelled: 'Cancelada',
};

/** The class that colours a tag. */
export const STATE_TAGS: Readonly<Record<OnboardingState, string>> = {
  running: 'tag',
  waiting: 'tag pending',
  live: 'tag checked-in',
  failed: 'tag no-show',
  refused: 'tag no-show',
  cancelled: 'tag',
};

/** Where a problem of the request is told in the form; the texts come with the problem. */
export const FIELD_OF_POINTER: Readonly<Record<string, string>> = {
  '/slug': 'slug',
  '/name': 'nombre',
  '/vertical': 'rubro',
  '/ownerName': 'dueno',
  '/ownerEmail': 'casilla',
  '/legal': 'razon',
  '/legal/name': 'razon',
  '/country': 'pais',
  '/legal/cuit': 'cuit',
  '/legal/taxId': 'cuit',
  '/template/address': 'direccion',
  '/template/providers': 'quienes',
  '/contact/phone': 'telefono',
  '/contact/email': 'casilla-local',
  '/brand/tagline': 'lema',
  '/brand/primaryColor': 'color',
};

type Health = TenantUsage['health'];

export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  well: 'contesta',
  silent: 'no contesta',
  unknown: 'sin medir',
};

export const HEALTH_TAGS: Readonly<Record<Health, string>> = {
  well: 'tag checked-in',
  silent: 'tag no-show',
  unknown: 'tag',
};

export const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  bookings: 'turnos',
  'active-providers': 'atienden',
  'api-requests': 'pedidos de API',
  'webhook-attempts': 'envíos de webhooks',
  'storage-bytes': 'base',
  'rows-read': 'filas leídas',
  'rows-written': 'filas escritas',
};

export function amountText(amount: number | null | undefined): string {
  return amount === null || amount === undefined ? '–' : amount.toLocaleString('es-AR');
}

/** `1,4 MB` */
export function bytesText(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–';
  return `${(bytes / 1_000_000).toLocaleString('es-AR', { maximumFractionDigits: 1 })} MB`;
}
