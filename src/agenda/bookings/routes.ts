import { endpoint } from '../../http/endpoint.ts';
import { cancelBooking } from './cancel-booking.ts';
import { createBooking } from './create-booking.ts';
import { listBookings } from './list-bookings.ts';
import { readBooking } from './read-booking.ts';
import { rescheduleBooking } from './reschedule-booking.ts';

const tag = 'Turnos';

export const bookingEndpoints = [
  endpoint('get /bookings', listBookings, { tag }),
  endpoint('post /bookings', createBooking, { tag, status: 201, isRepeatable: true }),
  endpoint('get /bookings/{id}', readBooking, { tag }),
  endpoint('post /bookings/{id}/cancel', cancelBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/reschedule', rescheduleBooking, { tag, isRepeatable: true }),
];
