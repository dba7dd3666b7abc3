import { endpoint } from '../../http/endpoint.ts';
import { listEvents } from './list-events.ts';

export const eventEndpoints = [endpoint('get /events', listEvents, { tag: 'Eventos' })];
