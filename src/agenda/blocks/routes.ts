import { endpoint } from '../../http/endpoint.ts';
import { createBlock } from './create-block.ts';
import { listBlocks } from './list-blocks.ts';
import { removeBlock } from './remove-block.ts';

const tag = 'Agenda del local';

export const blockEndpoints = [
  endpoint('get /blocks', listBlocks, { tag }),
  endpoint('post /blocks', createBlock, { tag, status: 201, isRepeatable: true }),
  endpoint('delete /blocks/{id}', removeBlock, { tag }),
];
