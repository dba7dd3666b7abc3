import { endpoint } from '../../http/endpoint.ts';
import { readPlan } from './read-plan.ts';

export const planEndpoints = [endpoint('get /plan', readPlan, { tag: 'Sitio' })];
