import { endpoint } from '../../http/endpoint.ts';
import { listRollouts, readRollout } from './read-rollout.ts';
import { resumeRollout, stopRollout } from './resume-rollout.ts';
import { startRollout } from './start-rollout.ts';

const tag = 'Migraciones';

export const rolloutEndpoints = [
  endpoint('get /rollouts', listRollouts, { tag }),
  endpoint('post /rollouts', startRollout, { tag, status: 201 }),
  endpoint('get /rollouts/{id}', readRollout, { tag }),
  endpoint('post /rollouts/{id}/resume', resumeRollout, { tag }),
  endpoint('post /rollouts/{id}/stop', stopRollout, { tag }),
];
