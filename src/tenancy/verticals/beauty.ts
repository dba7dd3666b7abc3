import type { VerticalDefinition, VerticalTemplate } from './contract.ts';
import { TURNO } from './phrases.ts';

export const BEAUTY: VerticalDefinition = {
  id: 'beauty',
  title: 'Salón de belleza',
  vocabulary: {
    ...TURNO,
    schemaType: 'BeautySalon',
    heading: 'serif',
    pickService: '¿Qué te hacemos?',
    provider: 'Profesional',
    anyProvider: 'Cualquiera',
    notesLabel: '¿Algo que debamos saber?',
    notesHint: 'Por ejemplo, cómo te gustaría que quede.',
  },
  reminders: [{ beforeMinutes: 1_440 }, { beforeMinutes: 180 }],
  intake: [
    {
      id: 'alergias',
      label: '¿Tenés alergias o la piel sensible?',
      hint: 'A tinturas, esmaltes, látex, perfumes…',
      kind: 'text',
      isRequired: false,
      isSensitive: true,
      asked: 'first-visit',
    },
    {
      id: 'prueba-de-sensibilidad',
      label: '¿Te hiciste la prueba de sensibilidad a la tintura?',
      hint: 'Se hace 48 horas antes. Si no, la coordinamos.',
      kind: 'yes-no',
      isRequired: false,
      isSensitive: false,
      services: ['color-completo'],
      asked: 'every-visit',
    },
  ],
  consents: [
    {
      id: 'datos-de-salud',
      version: 1,
      purpose: 'health-data',
      text: 'Acepto que guarden cifrados los datos de salud que escribo acá y los usen sólo para atenderme. Puedo retirar este permiso y pedir que los borren cuando quiera.',
      isRequired: false,
    },
    {
      id: 'fotos',
      version: 1,
      purpose: 'images',
      text: 'Pueden publicar fotos del trabajo que me hagan. Puedo retirar este permiso cuando quiera.',
      isRequired: false,
    },
  ],
  privacy: { notes: 'plain', intakeRetentionDays: 730, outside: 'full' },
};

export const BEAUTY_TEMPLATE: VerticalTemplate = {
  providerTitle: 'Estilista',
  policies: { stepMinutes: 15, noticeMinutes: 120, windowDays: 60, changeDeadlineMinutes: 720 },
  hours: [
    { weekdays: [2, 3, 4, 5], hours: ['10:00-19:00'] },
    { weekdays: [6], hours: ['09:00-18:00'] },
  ],
  services: [
    {
      slug: 'corte-y-peinado',
      category: 'Cabello',
      name: 'Corte y peinado',
      description: 'Con lavado.',
      durationMinutes: 45,
      priceCentavos: 28_000_00,
      assignment: 'last-provider',
    },
    {
      slug: 'color-completo',
      category: 'Cabello',
      name: 'Color completo',
      description: 'Raíz y largos; incluye lavado.',
      durationMinutes: 120,
      priceCentavos: 72_000_00,
      bufferAfterMinutes: 10,
      processing: [{ afterMinutes: 35, minutes: 45 }],
    },
    {
      slug: 'peinado',
      category: 'Cabello',
      name: 'Peinado',
      description: 'Para una salida o un evento.',
      durationMinutes: 60,
      priceCentavos: 30_000_00,
    },
    {
      slug: 'manos',
      category: 'Manos y pies',
      name: 'Belleza de manos',
      description: 'Limado, cutículas y esmaltado.',
      durationMinutes: 40,
      priceCentavos: 19_000_00,
    },
    {
      slug: 'pies',
      category: 'Manos y pies',
      name: 'Belleza de pies',
      description: 'Con exfoliación y esmaltado.',
      durationMinutes: 50,
      priceCentavos: 23_000_00,
    },
    {
      slug: 'maquillaje',
      category: 'Maquillaje',
      name: 'Maquillaje',
      description: 'Social, de día o de noche.',
      durationMinutes: 60,
      priceCentavos: 42_000_00,
    },
  ],
};
