import { endpoint } from '../../http/endpoint.ts';
import { changeBrand, changeBrandImage, discardBrand } from './change-brand.ts';
import { publishBrand, restoreBrand } from './publish-brand.ts';
import { listBrandVersions, readBrand } from './read-brand.ts';

const tag = 'Marca';

export const brandEndpoints = [
  endpoint('get /brand', readBrand, { tag }),
  endpoint('put /brand/draft', changeBrand, { tag }),
  endpoint('put /brand/draft/images/{name}', changeBrandImage, { tag }),
  endpoint('delete /brand/draft', discardBrand, { tag }),
  endpoint('post /brand/publish', publishBrand, { tag }),
  endpoint('get /brand/versions', listBrandVersions, { tag }),
  endpoint('post /brand/restore', restoreBrand, { tag }),
];
