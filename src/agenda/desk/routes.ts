import { endpoint } from '../../http/endpoint.ts';
import { admitWalkIn, bookAtDesk } from './book-at-desk.ts';
import { checkInBooking, completeBooking, missBooking, reopenBooking } from './change-status.ts';
import { confirmBooking } from './confirm-booking.ts';
import { findFreeNow } from './find-free-now.ts';
import { importBookings } from './import-bookings.ts';
import { listDay } from './list-day.ts';
import { noteBooking, readDeskBooking } from './note-booking.ts';
import { proposeReassignment, reassignBookings } from './reassign-bookings.ts';

const tag = 'Agenda del local';

export const deskEndpoints = [
  endpoint('get /desk/day', listDay, { tag }),
  endpoint('get /desk/free-now', findFreeNow, { tag }),
  endpoint('post /desk/bookings', bookAtDesk, { tag, status: 201, isRepeatable: true }),
  endpoint('post /desk/walk-ins', admitWalkIn, { tag, status: 201, isRepeatable: true }),
  endpoint('post /desk/imports', importBookings, { tag }),
  endpoint('get /desk/reassignments', proposeReassignment, { tag }),
  endpoint('post /desk/reassignments', reassignBookings, { tag }),
  endpoint('post /bookings/{id}/confirm', confirmBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/check-in', checkInBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/complete', completeBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/no-show', missBooking, { tag, isRepeatable: true }),
  endpoint('post /bookings/{id}/reopen', reopenBooking, { tag, isRepeatable: true }),
  endpoint('get /desk/bookings/{id}', readDeskBooking, { tag }),
  endpoint('put /desk/bookings/{id}/notes', noteBooking, { tag }),
];
