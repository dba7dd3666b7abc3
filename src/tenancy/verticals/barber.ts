import type { VerticalDefinition, VerticalTemplate } from './contract.ts';
import { TURNO } from './phrases.ts';

export const BARBER: VerticalDefinition = {
  id: 'barber',
  title: 'Barbería',
  vocabulary: {
    ...TURNO,
    schemaType: 'HairSalon',
    heading: 'sans',
    pickService: '¿Qué te hacemos?',
    provider: 'Barbero/a',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'Por ejemplo, qué corte buscás.',
  },
  reminders: [{ beforeMinutes: 1_440 }, { beforeMinutes: 120 }],
  intake: [],
  consents: [],
  privacy: { notes: 'plain', intakeRetentionDays: 180, outside: 'full' },
};

export const BARBER_TEMPLATE: VerticalTemplate = {
  providerTitle: 'Barbero/a',
  policies: { stepMinutes: 15, noticeMinutes: 60, windowDays: 45, changeDeadlineMinutes: 240 },
  hours: [
    { weekdays: [2, 3, 4, 5], hours: ['10:00-14:00', '15:00-20:00'] },
    { weekdays: [6], hours: ['10:00-19:00'] },
  ],
  services: [
    {
      slug: 'corte-clasico',
      category: 'Cortes',
      name: 'Corte clásico',
      description: 'Con tijera o máquina, a tu gusto.',
      durationMinutes: 30,
      priceCentavos: 14_000_00,
    },
    {
      slug: 'corte-degrade',
      category: 'Cortes',
      name: 'Corte degradé',
      description: 'Degradado a máquina con terminación a navaja.',
      durationMinutes: 45,
      priceCentavos: 17_000_00,
    },
    {
      slug: 'corte-nino',
      category: 'Cortes',
      name: 'Corte de niño',
      description: 'Hasta 12 años.',
      durationMinutes: 30,
      priceCentavos: 12_000_00,
    },
    {
      slug: 'perfilado-barba',
      category: 'Barba',
      name: 'Perfilado de barba',
      description: 'Recorte y contorno.',
      durationMinutes: 30,
      priceCentavos: 9_500_00,
    },
    {
      slug: 'afeitado-navaja',
      category: 'Barba',
      name: 'Afeitado a navaja',
      description: 'Con toalla caliente.',
      durationMinutes: 45,
      priceCentavos: 13_000_00,
    },
    {
      slug: 'corte-y-barba',
      category: 'Combos',
      name: 'Corte y barba',
      description: 'Los dos, en una visita.',
      durationMinutes: 60,
      priceCentavos: 22_000_00,
    },
    {
      slug: 'color',
      category: 'Color',
      name: 'Color y camuflaje de canas',
      description: 'Tono sobre tono.',
      durationMinutes: 60,
      priceCentavos: 26_000_00,
      bufferAfterMinutes: 10,
    },
  ],
};
