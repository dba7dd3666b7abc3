import { endpoint } from '../../http/endpoint.ts';
import { acceptOffer } from './accept-offer.ts';
import { declineOffer, leaveWaitlist } from './decline-offer.ts';
import { joinWaitlist } from './join-waitlist.ts';
import { listWaitlist } from './list-waitlist.ts';
import { readEntry } from './read-entry.ts';

const tag = 'Lista de espera';

export const waitlistEndpoints = [
  endpoint('get /waitlist', listWaitlist, { tag }),
  endpoint('post /waitlist', joinWaitlist, { tag, status: 201, isRepeatable: true }),
  endpoint('get /waitlist/{id}', readEntry, { tag }),
  endpoint('post /waitlist/{id}/accept', acceptOffer, { tag, isRepeatable: true }),
  endpoint('post /waitlist/{id}/decline', declineOffer, { tag }),
  endpoint('post /waitlist/{id}/leave', leaveWaitlist, { tag }),
];
