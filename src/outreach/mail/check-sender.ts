import type { Ctx } from '../../platform/context.ts';
import { errorFields } from '../../platform/log.ts';
import type { MailService } from './gateway-resend.ts';
import { newSender, senderProof } from './read-sender.ts';
import { afterSenderCheck, domainOf } from './rules/sender-life.ts';
import { type SenderRow, saveSender, senderQuery } from './store.ts';

/** When something did not answer, which says nothing about the domain. */
const RETRY_MS = 10 * 60_000;

export interface SenderSurroundings {
  readonly service: MailService;
  /** The TXT records of a name. Throws when the DNS does not answer. */
  readonly textsOf: (name: string) => Promise<readonly string[]>;
}

/** Looks after the shop's own sender when it is its turn. Answers when to look again, in epoch milliseconds. */
export async function checkSender(ctx: Ctx, surroundings: SenderSurroundings): Promise<number | undefined> {
  const [[row]] = await ctx.db.read([senderQuery()]);
  const known = wantedSender(ctx, row);
  if (known === undefined || known.nextCheckAt > ctx.now) return known?.nextCheckAt;
  const next = await look(ctx, surroundings, known);
  await ctx.db.note([saveSender({ ...next, checkedAt: ctx.now })]);
  if (next.status !== known.status)
    ctx.log.info('mail.sender-changed', { before: known.status, after: next.status });
  return next.nextCheckAt;
}

/** What was asked for a moment ago counts before the brand, which may be remembered from before. */
function wantedSender(ctx: Ctx, row: SenderRow | undefined): SenderRow | undefined {
  const address = ctx.tenant.profile.brand.sender?.address;
  if (row?.status === 'requested' || (row !== undefined && row.address === address)) return row;
  return address === undefined ? undefined : newSender(address, ctx.now);
}

/** Nothing is made at the mail service for a domain that nobody has proven to be theirs. */
async function look(
  ctx: Ctx,
  { service, textsOf }: SenderSurroundings,
  { one: _, ...known }: SenderRow & { readonly one?: number },
): Promise<SenderRow> {
  try {
    const { name, value } = await senderProof(ctx, known.address);
    const isProven = (await textsOf(name)).includes(value);
    if (!isProven) {
      const findings = { isProven, isVerified: false };
      return { ...known, ...afterSenderCheck(known, findings, ctx.now) };
    }
    const domain = await service.ensureDomain(domainOf(known.address));
    return {
      ...known,
      ...afterSenderCheck(known, { isProven, isVerified: domain.isVerified }, ctx.now),
      providerId: domain.id,
      records: domain.records,
    };
  } catch (error) {
    ctx.log.warn('mail.sender-not-checked', errorFields(error));
    return { ...known, nextCheckAt: ctx.now + RETRY_MS };
  }
}
