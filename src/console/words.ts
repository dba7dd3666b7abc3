import type { MissingSlot } from '../agenda/availability/contract.ts';
import type { Booking } from '../agenda/bookings/contract.ts';
import type { DeskBooked } from '../agenda/desk/contract.ts';

export const STATUS_WORDS: Readonly<Record<Booking['status'], string>> = {
  pending: 'Por confirmar',
  confirmed: 'Confirmado',
  'checked-in': 'Llegó',
  completed: 'Terminó',
  'no-show': 'No vino',
  cancelled: 'Cancelado',
};

export const SOURCE_WORDS: Readonly<Record<Booking['source'], string>> = {
  online: 'Por la web',
  partner: 'Por un socio',
  desk: 'Anotado acá',
  'walk-in': 'Sin turno previo',
  series: 'De una serie',
  waitlist: 'De la lista de espera',
  import: 'Importado',
};

export const WARNING_WORDS: Readonly<Record<DeskBooked['warnings'][number], string>> = {
  'outside-hours': 'Está fuera del horario de atención.',
  notice: 'Tiene menos anticipación de la que se pide por la web.',
  window: 'Está fuera de las fechas que se pueden reservar por la web.',
  'off-grid': 'No empieza en uno de los horarios que se ofrecen: puede dejar un hueco difícil de vender.',
  limit: 'Supera el límite de turnos del profesional.',
  overbooked: 'Es un sobreturno: a esa hora ya había otro.',
};

interface RuleWords {
  readonly title: string;
  /** Two or three syllables under a time. */
  readonly short: string;
  readonly text: string;
}

/** Each rule that can take a start away, as somebody at the desk would say it. */
const RULE_WORDS: Readonly<Record<string, RuleWords>> = {
  booking: { title: 'Ya hay un turno', short: 'turno', text: 'Otra persona ya reservó ese tiempo.' },
  hold: {
    title: 'Alguien está reservando',
    short: 'en curso',
    text: 'El horario está guardado mientras alguien completa la reserva o responde una oferta.',
  },
  block: { title: 'Tiempo bloqueado', short: 'bloqueo', text: 'Hay un bloqueo en la agenda.' },
  external: {
    title: 'Ocupado en su propio calendario',
    short: 'calendario',
    text: 'El calendario externo del profesional dice que está ocupado.',
  },
  seats: { title: 'Grupo completo', short: 'completo', text: 'No quedan lugares en esa clase o taller.' },
  buffer: {
    title: 'Falta tiempo entre turnos',
    short: 'intervalo',
    text: 'Queda demasiado cerca de otro turno: el servicio pide preparación o limpieza.',
  },
  travel: {
    title: 'No llega de la otra sucursal',
    short: 'viaje',
    text: 'El profesional no tiene tiempo de viajar entre las sucursales.',
  },
  resource: {
    title: 'No hay sala, sillón o equipo libre',
    short: 'recurso',
    text: 'El profesional está libre, pero todo lo que el servicio necesita está en uso.',
  },
  'limit-day': {
    title: 'Llegó a su límite del día',
    short: 'límite',
    text: 'El profesional ya tiene los turnos o los minutos que acepta por día.',
  },
  'limit-week': {
    title: 'Llegó a su límite de la semana',
    short: 'límite',
    text: 'El profesional ya tiene los turnos o los minutos que acepta por semana.',
  },
  notice: {
    title: 'Falta muy poco',
    short: 'muy pronto',
    text: 'Por la web se pide más anticipación. Desde el local se puede anotar igual.',
  },
  past: { title: 'Ya pasó la hora', short: 'ya pasó', text: 'Ese horario del día ya quedó atrás.' },
  dates: {
    title: 'Fuera de las fechas del servicio',
    short: 'fechas',
    text: 'El servicio se ofrece sólo entre otras fechas.',
  },
  window: {
    title: 'Todavía no se puede reservar',
    short: 'muy lejos',
    text: 'Por la web no se reserva con tanta anticipación. Desde el local se puede anotar igual.',
  },
  closed: { title: 'No atiende a esa hora', short: 'cerrado', text: 'No es parte de su horario semanal.' },
  holiday: {
    title: 'Feriado',
    short: 'feriado',
    text: 'Los feriados no se atiende, salvo que se diga lo contrario.',
  },
  exception: {
    title: 'Horario especial de esa fecha',
    short: 'especial',
    text: 'Para esa fecha se cargó otro horario, o ninguno.',
  },
  realigned: {
    title: 'Libre, pero no se ofrece',
    short: 'reordenado',
    text: 'En ese hueco se ofrecen otros inicios, que dejan vender más turnos. Desde el local se puede anotar igual.',
  },
  duration: {
    title: 'No entra en el horario',
    short: 'no entra',
    text: 'Ese día no trabaja, o ninguno de sus turnos de trabajo es tan largo como el servicio.',
  },
};

/** Who could bring a start back. */
export const CHANGED_BY_WORDS: Readonly<Record<string, string>> = {
  owner: 'Lo puede cambiar quien administra el local, en los horarios o en el servicio.',
  provider: 'Lo puede cambiar el profesional, o quien lleva su agenda.',
  'other-customer': 'Se libera si la otra persona cancela o se mueve.',
  'hold-expiry': 'Se libera solo cuando vence la reserva en curso.',
  'customer-earlier': 'El cliente lo tendría que haber pedido antes.',
  'customer-later': 'Se va a poder más cerca de la fecha.',
  time: 'No se puede cambiar.',
  nobody: 'No hace falta cambiar nada: el hueco se vende mejor así.',
};

export function ruleWords({ rule }: Pick<MissingSlot, 'rule'>): RuleWords {
  return RULE_WORDS[rule] ?? { title: rule, short: rule, text: '' };
}
