import { endpoint } from '../../http/endpoint.ts';
import { listSlots } from './list-slots.ts';

export const availabilityEndpoints = [endpoint('get /availability', listSlots, { tag: 'Disponibilidad' })];
