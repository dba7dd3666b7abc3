import { BARBER, BARBER_TEMPLATE } from './barber.ts';
import { BEAUTY, BEAUTY_TEMPLATE } from './beauty.ts';
import type { VerticalDefinition, VerticalTemplate } from './contract.ts';
import { MEDICAL, MEDICAL_TEMPLATE } from './medical.ts';
import { PSYCHOLOGY, PSYCHOLOGY_TEMPLATE } from './psychology.ts';

/** Every line of business there is: a new one is a file beside these and its two names here. */
export const VERTICALS: readonly VerticalDefinition[] = [BARBER, PSYCHOLOGY, MEDICAL, BEAUTY];

/** Apart, so that the Worker that answers customers is built without them. */
export const TEMPLATES: Readonly<Record<string, VerticalTemplate>> = {
  barber: BARBER_TEMPLATE,
  psychology: PSYCHOLOGY_TEMPLATE,
  medical: MEDICAL_TEMPLATE,
  beauty: BEAUTY_TEMPLATE,
};
