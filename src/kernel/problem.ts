/**
 * The closed list of problem codes (RFC 9457). `title` never varies for a code; `detail` says what happened
 * and what to do. Both are read by people, in es-AR.
 */
export const PROBLEMS = {
  'already-exists': { status: 409, title: 'Ya existe' },
  'block-conflict': { status: 409, title: 'Hay turnos en ese tiempo' },
  'booking-closed': { status: 409, title: 'El turno ya no se puede cambiar' },
  'calendar-target-refused': { status: 422, title: 'Dirección de calendario rechazada' },
  'catalog-in-use': { status: 409, title: 'Hay turnos que lo necesitan' },
  'deadline-passed': { status: 409, title: 'Pasó el plazo para cambiar el turno' },
  'endpoint-disabled': { status: 409, title: 'El destino está desactivado' },
  forbidden: { status: 403, title: 'Sin permiso' },
  'hold-expired': { status: 410, title: 'La reserva temporal venció' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key ya usada con otro pedido' },
  'internal-error': { status: 500, title: 'Error interno' },
  'invalid-input': { status: 422, title: 'Datos inválidos' },
  'limit-reached': { status: 409, title: 'Se alcanzó el límite de turnos' },
  'malformed-json': { status: 400, title: 'JSON mal formado' },
  'method-not-allowed': { status: 405, title: 'Método no permitido' },
  'not-found': { status: 404, title: 'No encontrado' },
  'offer-gone': { status: 409, title: 'La oferta ya no está' },
  'onboarding-closed': { status: 409, title: 'El alta está en otro estado' },
  'outcome-unknown': { status: 503, title: 'No pudimos confirmar el resultado' },
  'payload-too-large': { status: 413, title: 'Pedido demasiado grande' },
  'plan-exceeded': { status: 409, title: 'El plan no alcanza' },
  'plan-required': { status: 403, title: 'No está en el plan' },
  'quota-reached': { status: 409, title: 'El plan no da para más' },
  'rate-limited': { status: 429, title: 'Demasiados pedidos' },
  'request-in-progress': { status: 409, title: 'El mismo pedido todavía está en curso' },
  'series-conflict': { status: 409, title: 'Hay fechas de la serie que no se pueden dar' },
  'slot-not-offered': { status: 422, title: 'Ese horario no se ofrece' },
  'slot-taken': { status: 409, title: 'Ese horario ya no está libre' },
  'stale-revision': { status: 409, title: 'El turno cambió mientras tanto' },
  'tenant-suspended': { status: 403, title: 'Sitio suspendido' },
  'tenant-unavailable': { status: 503, title: 'Servicio no disponible por un momento' },
  'too-early': { status: 409, title: 'Todavía no' },
  unauthenticated: { status: 401, title: 'Falta una credencial válida' },
  'unknown-host': { status: 421, title: 'Dominio desconocido' },
  'unsupported-media-type': { status: 415, title: 'Tipo de contenido no admitido' },
  'upgrade-required': { status: 426, title: 'Hace falta un WebSocket' },
  'upstream-failed': { status: 502, title: 'Falló un servicio externo' },
  'webhook-target-refused': { status: 422, title: 'Destino de webhook rechazado' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One wrong field: where it came from, its JSON pointer (RFC 6901) inside that place, and what to change. */
export interface FieldError {
  readonly in: 'body' | 'query' | 'path';
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemMembers {
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/** An expected refusal inside a request; the HTTP layer turns it into problem+json with `members` beside it. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly members: ProblemMembers;

  constructor(code: ProblemCode, detail: string, members: ProblemMembers = {}) {
    super(detail);
    this.name = 'AppError';
    this.code = code;
    this.members = members;
  }
}
