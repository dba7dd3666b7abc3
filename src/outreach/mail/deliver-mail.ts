import { presentManaged } from '../../agenda/bookings/present-booking.ts';
import { loadBooking } from '../../agenda/bookings/read-booking.ts';
import { readCalendarEvent } from '../../agenda/calendars/read-calendar-event.ts';
import { answerOf, loadEntry } from '../../agenda/waitlist/read-entry.ts';
import { AppError } from '../../kernel/problem.ts';
import { act, unpacked } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { errorFields } from '../../platform/log.ts';
import { draftBookingLetter, draftInvitationLetter, draftOfferLetter, type Letter } from './draft-letter.ts';
import type { MailService, OutgoingMail } from './gateway-resend.ts';
import { letterText, renderLetter } from './mail-letter.tsx';
import { mailbox, subjectLine } from './rules/mail-headers.ts';
import { MAIL_LIFE_MS, planNextMailStep, type SendOutcome } from './rules/mail-schedule.ts';
import { type SkipReason, skipReason } from './rules/still-true.ts';
import {
  advanceMessage,
  dueMessages,
  leaseMessage,
  type MessageRow,
  nextMailAt,
  type SenderRow,
  saveSender,
  senderQuery,
} from './store.ts';

/** Longer than an attempt can take. */
const LEASE_MS = 60_000;
const PER_ROUND = 20;
/** A Worker has six connections at once; two are left for the database. */
const AT_ONCE = 4;

/** What sending takes besides the tenant's own data. */
export interface MailSurroundings {
  readonly service: MailService;
  /** The platform's sending address, on a domain that names nobody. */
  readonly neutralAddress: string;
  /** The owner's way in; undefined when it was used, or its time is over. */
  readonly invitationUrl: () => Promise<string | undefined>;
}

export interface MailRound {
  readonly attempted: number;
  /** There is more to send now. */
  readonly hasMore: boolean;
  readonly nextAt: number | undefined;
}

/** Sends what is due, each under its own id as the idempotency key; what came of it is noted as soon as it is known. */
export async function deliverMail(ctx: Ctx, surroundings: MailSurroundings): Promise<MailRound> {
  const [due, [sender]] = await ctx.db.read([dueMessages(ctx.now, PER_ROUND), senderQuery()]);
  const queue = await leaseAll(ctx, due);
  const attempted = queue.length;
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await attempt(ctx, { ...surroundings, sender }, next);
  });
  await Promise.all(workers);
  const [[next]] = await ctx.db.read([nextMailAt()]);
  return { attempted, hasMore: due.length === PER_ROUND, nextAt: next?.at ?? undefined };
}

async function leaseAll(ctx: Ctx, due: readonly MessageRow[]): Promise<MessageRow[]> {
  const [first, ...others] = due.map(({ id }) => leaseMessage(id, ctx.now, ctx.now + LEASE_MS));
  if (first === undefined) return [];
  const changed = await ctx.db.note([first, ...others]);
  return due.filter((_, index) => changed[index] === 1);
}

type Sending = MailSurroundings & { readonly sender: SenderRow | undefined };

async function attempt(ctx: Ctx, sending: Sending, message: MessageRow): Promise<void> {
  if (ctx.now > message.dueAt + MAIL_LIFE_MS) return await end(ctx, message, 'dead', 'too-old');
  const outcome = await send(ctx, sending, message);
  if (typeof outcome === 'string') return await end(ctx, message, 'skipped', outcome);
  const next = planNextMailStep(message, outcome, ctx.now);
  const { status } = next;
  const isLapsed = outcome.result === 'sender-refused' && sending.sender !== undefined;
  await ctx.db.note([
    advanceMessage(
      message.id,
      {
        status,
        attempts: message.attempts + 1,
        step: status === 'pending' ? next.step : message.step,
        nextAttemptAt: status === 'pending' ? next.nextAttemptAt : null,
        reason: status === 'sent' ? null : next.reason,
        ...(status === 'sent' && { providerId: next.providerId }),
      },
      ctx.now,
    ),
    ...(isLapsed ? [lapse(sending.sender, ctx.now)] : []),
  ]);
  if (status === 'dead') ctx.log.warn('mail.dead', { messageId: message.id, reason: next.reason });
}

/** A mail that cannot be written now, for whatever reason, waits by itself and holds up no other. */
async function send(ctx: Ctx, sending: Sending, message: MessageRow): Promise<SendOutcome | SkipReason> {
  try {
    const written = await write(ctx, sending, message);
    if (typeof written === 'string') return written;
    const address = addressOf(ctx, sending);
    return await sending.service.send(outgoing(ctx, { message, written, address }), message.id);
  } catch (error) {
    ctx.log.error('mail.not-written', { messageId: message.id, ...errorFields(error) });
    return { result: 'later', reason: 'not-written' };
  }
}

/** The service does not send from it any more: the platform's own address takes over until it is verified anew. */
function lapse(sender: SenderRow, now: number) {
  const { address, providerId, records, checkedAt, failures } = sender;
  return saveSender({
    address,
    providerId,
    records,
    checkedAt,
    failures,
    status: 'lapsed',
    nextCheckAt: now,
  });
}

async function end(ctx: Ctx, { id }: MessageRow, status: 'dead' | 'skipped', reason: string): Promise<void> {
  await ctx.db.note([advanceMessage(id, { status, reason, nextAttemptAt: null }, ctx.now)]);
}

interface Written {
  readonly letter: Letter;
  readonly attachment?: OutgoingMail['attachment'];
}

/** The letter, from how things stand now; or why there is nothing to say any more. */
async function write(ctx: Ctx, sending: Sending, message: MessageRow): Promise<Written | SkipReason> {
  try {
    switch (message.kind) {
      case 'owner-invitation': {
        const url = await sending.invitationUrl();
        return url === undefined ? 'overtaken' : { letter: draftInvitationLetter(ctx, url) };
      }
      case 'waitlist-offer':
        return await writeOffer(ctx, message);
      default:
        return await writeBooking(ctx, { ...message, kind: message.kind });
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return 'overtaken';
    throw error;
  }
}

type BookingKind = Parameters<typeof draftBookingLetter>[1];

async function writeBooking(
  ctx: Ctx,
  message: MessageRow & { readonly kind: BookingKind },
): Promise<Written | SkipReason> {
  const { catalog, row } = await loadBooking(ctx, message.subjectId);
  const reason = skipReason(message, row, ctx.now);
  if (reason !== undefined) return reason;
  const booking = await presentManaged(ctx, catalog, row);
  const letter = draftBookingLetter(ctx, message.kind, { catalog, booking });
  if (!DATED.has(message.kind)) return { letter };
  const { fileText } = unpacked(await act(readCalendarEvent, ctx, { id: row.id }));
  return {
    letter,
    attachment: { fileName: 'turno.ics', type: 'text/calendar; charset=utf-8', text: fileText },
  };
}

/** Those after which a calendar has something to keep. */
const DATED: ReadonlySet<BookingKind> = new Set(['booking-confirmed', 'booking-approved', 'booking-moved']);

async function writeOffer(ctx: Ctx, message: MessageRow): Promise<Written | SkipReason> {
  const { catalog, row } = await loadEntry(ctx, message.subjectId);
  const isOpen = row.entry.status === 'offered' && row.hold?.startsAt === message.startsAt;
  if (!isOpen) return 'overtaken';
  if (ctx.now >= (row.entry.offerExpiresAt ?? 0)) return 'too-late';
  return { letter: draftOfferLetter(ctx, { catalog, entry: await answerOf(ctx, catalog, row) }) };
}

/** The shop's own while it is verified, and still the one that the shop wants. */
function addressOf(ctx: Ctx, { sender, neutralAddress }: Sending): string {
  const wanted = ctx.tenant.profile.brand.sender?.address;
  return sender?.status === 'verified' && sender.address === wanted ? sender.address : neutralAddress;
}

interface Addressed {
  readonly message: MessageRow;
  readonly written: Written;
  readonly address: string;
}

function outgoing(ctx: Ctx, { message, written, address }: Addressed): OutgoingMail {
  const { profile, slug } = ctx.tenant;
  const { letter, attachment } = written;
  return {
    from: mailbox(profile.brand.sender?.name ?? profile.name, address),
    to: message.recipient,
    replyTo: profile.brand.sender?.replyTo ?? profile.contact.email,
    subject: subjectLine(letter.subject),
    html: renderLetter(letter, profile),
    text: letterText(letter, profile),
    ...(attachment && { attachment }),
    tenantSlug: slug,
  };
}
