import { endpoint } from '../../http/endpoint.ts';
import { cancelConsent, deleteAnswers } from './delete-answers.ts';
import { readIntakeForm } from './read-form.ts';
import { readIntake, readIntakeState } from './read-intake.ts';
import { recordAnswers } from './record-answers.ts';

const tag = 'Ficha y consentimientos';

export const intakeEndpoints = [
  endpoint('get /services/{id}/intake', readIntakeForm, { tag }),
  endpoint('get /bookings/{id}/intake-state', readIntakeState, { tag }),
  endpoint('get /bookings/{id}/intake', readIntake, { tag }),
  endpoint('post /bookings/{id}/intake', recordAnswers, { tag }),
  endpoint('delete /bookings/{id}/intake', deleteAnswers, { tag }),
  endpoint('delete /bookings/{id}/consents/{consentId}', cancelConsent, { tag }),
];
