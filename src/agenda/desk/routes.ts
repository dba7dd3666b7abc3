import { endpoint } from '../../http/endpoint.ts';
import { checkInBooking, completeBooking, missBooking, reopenBooking } from './change-status.ts';
import { confirmBooking } from './confirm-booking.ts';
import { noteBooking, readDeskBooking } from './note-booking.ts';

const tag = 'Agenda del local';

export const deskEndpoints = [
  endpoint('post /bookings/{id}/confirm', confirmBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/check-in', checkInBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/complete', completeBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/no-show', missBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/reopen', reopenBooking, { tag, isRepeatable: true }),
  endpoint('get /desk/bookings/{id}', readDeskBooking, { tag }),
  endpoint('put /desk/bookings/{id}/notes', noteBooking, { tag }),
];
