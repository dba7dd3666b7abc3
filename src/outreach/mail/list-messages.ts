import type * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { listMailsSchema, type Mail, mailSchema } from './contract.ts';
import { MAIL_SCHEMA } from './rules/mail-plan.ts';
import { type MessageRow, messagesWhere } from './store.ts';

export const listMails = action({
  name: 'mails.list',
  summary: 'Los correos del local, los últimos primero: qué salió, qué espera y qué no se pudo',
  permission: 'desk:read',
  input: listMailsSchema,
  output: listOf(mailSchema),
  problems: [],
  run: runListMails,
});

async function runListMails(ctx: Ctx, { cursor, limit, ...filter }: z.output<typeof listMailsSchema>) {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return { data: [], nextCursor: null };
  const [rows] = await ctx.db.read([
    messagesWhere({ ...filter, after: positionOf(cursor), limit: limit + 1 }),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((row) => presentMail(ctx, row)),
    nextCursor: rows.length > limit && last !== undefined ? `${last.dueAt}_${last.id}` : null,
  };
}

function positionOf(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const at = cursor.indexOf('_');
  return { dueAt: Number(cursor.slice(0, at)), id: cursor.slice(at + 1) };
}

export function presentMail(ctx: Ctx, row: MessageRow): Mail {
  const { id, kind, subjectId, recipient, status, reason, attempts } = row;
  const at = (instant: number) => formatInstant(instant, ctx.tenant.profile.timeZone);
  return {
    id,
    kind,
    subjectId,
    recipient,
    status,
    reason,
    attempts,
    dueAt: at(row.dueAt),
    nextAttemptAt: row.nextAttemptAt === null ? null : at(row.nextAttemptAt),
    updatedAt: at(row.updatedAt),
  };
}
