import { endpoint } from '../../http/endpoint.ts';
import { createBackup, listBackups } from './create-backup.ts';
import { readRestore, restoreTenant } from './restore-tenant.ts';

const tag = 'Copias';

export const backupEndpoints = [
  endpoint('post /tenants/{slug}/backups', createBackup, { tag, status: 201 }),
  endpoint('get /tenants/{slug}/backups', listBackups, { tag }),
  endpoint('post /tenants/{slug}/restore', restoreTenant, { tag, status: 201 }),
  endpoint('get /restores/{id}', readRestore, { tag }),
];
