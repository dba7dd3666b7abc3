import type { Backup, Restore } from './contract.ts';
import type { BackupRow, RestoreRow } from './store.ts';

export function presentBackup(row: BackupRow): Backup {
  return {
    id: row.id,
    takenAt: instant(row.takenAt),
    confirmedAt: instant(row.confirmedAt),
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    schemaVersion: row.schemaVersion,
    eventSequence: row.eventSequence,
    rows: Object.values(row.rowCounts).reduce((sum, count) => sum + count, 0),
    verifiedAt: row.verifiedAt === null ? null : instant(row.verifiedAt),
    verifyError: row.verifyError,
  };
}

export function presentRestore(row: RestoreRow): Restore {
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    epoch: row.epoch,
    backupId: row.backupId,
    at: row.moment === null ? null : instant(row.moment),
    database: row.databaseName,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
