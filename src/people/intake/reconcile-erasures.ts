import type { Database } from '../../platform/database-client.ts';
import { hasIntake } from './seal-notes.ts';
import { eraseAgain, erasedSince, withdrawAgain, withdrawnSince } from './store.ts';

/** What was erased and withdrawn in a database that was replaced, after the backup was taken. */
export interface KnownErasures {
  readonly erased: readonly object[];
  readonly withdrawn: readonly object[];
}

/** Clocks differ; what is erased again changes nothing. */
const MARGIN_MS = 10 * 60_000;

/** @param since when the backup was taken, in epoch milliseconds; nobody writes to this database any more */
export async function readKnownErasures(
  replaced: Database,
  schemaVersion: number,
  since: number,
): Promise<KnownErasures> {
  if (!hasIntake({ schemaVersion })) return { erased: [], withdrawn: [] };
  const [erased, withdrawn] = await replaced.read([
    erasedSince(since - MARGIN_MS),
    withdrawnSince(since - MARGIN_MS),
  ]);
  return { erased, withdrawn };
}

/** The statements after which a restored database has nothing that somebody had erased since. */
export function reconcileErasures(known: KnownErasures | undefined) {
  const { erased, withdrawn } = known ?? { erased: [], withdrawn: [] };
  return [eraseAgain(erased), withdrawAgain(withdrawn)] as const;
}
