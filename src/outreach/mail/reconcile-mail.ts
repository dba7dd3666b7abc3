import type { Database } from '../../platform/database-client.ts';
import {
  adoptCursor,
  adoptMessages,
  buryDueMessages,
  changedMessages,
  cursorQuery,
  type MessageRow,
} from './store.ts';

/** What a database that was replaced knows of its mails, beyond what the restored one knows. */
export interface KnownMails {
  readonly messages: readonly MessageRow[];
  /** The last event that was looked at for mails. */
  readonly cursor: number;
}

/** @param since when the backup was taken, in epoch milliseconds; nobody writes to this database any more */
export async function readKnownMails(replaced: Database, since: number): Promise<KnownMails> {
  const [messages, [cursor]] = await replaced.read([changedMessages(since), cursorQuery()]);
  return { messages, cursor: cursor?.sequence ?? Number.MAX_SAFE_INTEGER };
}

/**
 * The statements after which a restored database mails nothing that may have been mailed before. What the replaced one
 * knew is believed: one that was under way goes on under the same key, by which the mail service knows it. Where it
 * cannot be asked, what was due is put aside and can be sent again by hand; reminders of later stay.
 */
export function reconcileMails(known: KnownMails | undefined, now: number) {
  if (known === undefined) return [adoptCursor(Number.MAX_SAFE_INTEGER), buryDueMessages(now)] as const;
  return [adoptMessages(known.messages, now), adoptCursor(known.cursor)] as const;
}
