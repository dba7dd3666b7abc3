/** How those speak who give a "turno". */
export const TURNO = {
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

/** How those speak who give a "sesión". */
export const SESION = {
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
