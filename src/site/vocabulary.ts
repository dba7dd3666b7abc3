import type { Vertical } from '../kernel/tenant.ts';

/** How a line of business speaks to its customers: whole phrases, so that gender and article always agree. */
export interface Vocabulary {
  readonly schemaType: string;
  readonly heading: 'serif' | 'sans';
  readonly pickService: string;
  readonly provider: string;
  readonly anyProvider: string;
  readonly appointment: string;
  readonly yourAppointment: string;
  readonly booked: string;
  readonly moved: string;
  readonly cancelled: string;
  readonly move: string;
  readonly cancel: string;
  readonly cancelQuestion: string;
  readonly keep: string;
  readonly bookAnother: string;
  readonly confirm: string;
  readonly notesLabel: string;
  readonly notesHint: string;
}

const TURNO = {
  appointment: 'turno',
  yourAppointment: 'Tu turno',
  booked: 'Tu turno está reservado.',
  moved: 'Movimos tu turno.',
  cancelled: 'Este turno está cancelado',
  move: 'Mover turno',
  cancel: 'Cancelar turno',
  cancelQuestion: '¿Cancelamos tu turno?',
  keep: 'No, lo mantengo',
  bookAnother: 'Reservar otro turno',
  confirm: 'Confirmar turno',
} as const;

const SESION = {
  appointment: 'sesión',
  yourAppointment: 'Tu sesión',
  booked: 'Tu sesión está reservada.',
  moved: 'Movimos tu sesión.',
  cancelled: 'Esta sesión está cancelada',
  move: 'Mover sesión',
  cancel: 'Cancelar sesión',
  cancelQuestion: '¿Cancelamos tu sesión?',
  keep: 'No, la mantengo',
  bookAnother: 'Reservar otra sesión',
  confirm: 'Confirmar sesión',
} as const;

const BY_VERTICAL: Readonly<Record<Vertical, Vocabulary>> = {
  barber: {
    ...TURNO,
    schemaType: 'HairSalon',
    heading: 'sans',
    pickService: '¿Qué te hacemos?',
    provider: 'Barbero/a',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'Por ejemplo, qué corte buscás.',
  },
  beauty: {
    ...TURNO,
    schemaType: 'BeautySalon',
    heading: 'serif',
    pickService: '¿Qué te hacemos?',
    provider: 'Profesional',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'Por ejemplo, alergias o preferencias.',
  },
  psychology: {
    ...SESION,
    schemaType: 'MedicalBusiness',
    heading: 'serif',
    pickService: '¿Qué estás buscando?',
    provider: 'Profesional',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'No hace falta que cuentes el motivo: eso lo hablás en la sesión.',
  },
  medical: {
    ...TURNO,
    schemaType: 'MedicalClinic',
    heading: 'sans',
    pickService: '¿Qué necesitás?',
    provider: 'Profesional',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'No escribas datos de salud que no hagan falta.',
  },
};

export function vocabularyOf(vertical: Vertical): Vocabulary {
  return BY_VERTICAL[vertical];
}
