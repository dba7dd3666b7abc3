import { endpoint } from '../../http/endpoint.ts';
import { createHold } from './create-hold.ts';
import { readHold } from './read-hold.ts';
import { releaseHold } from './release-hold.ts';

const tag = 'Turnos';

export const holdEndpoints = [
  endpoint('post /holds', createHold, { tag, status: 201, isRepeatable: true }),
  endpoint('get /holds/{id}', readHold, { tag }),
  endpoint('delete /holds/{id}', releaseHold, { tag }),
];
