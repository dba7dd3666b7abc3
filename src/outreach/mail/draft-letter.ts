import type { ManagedBooking } from '../../agenda/bookings/contract.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import type { ManagedEntry } from '../../agenda/waitlist/contract.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Ctx } from '../../platform/context.ts';
import { clock, dateAndClock, relativeDate, untilText } from '../../site/formats.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import type { MailKind } from './rules/mail-plan.ts';

/** What a mail says, before it is drawn: plain text throughout. Nothing about the service is in the subject. */
export interface Letter {
  readonly subject: string;
  readonly heading: string;
  readonly lines: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly action: { readonly text: string; readonly url: string };
  /** Why whoever reads it got it. */
  readonly because: string;
}

interface Shown {
  readonly catalog: Catalog;
  readonly booking: ManagedBooking;
}

export type BookingMailKind = Exclude<MailKind, 'waitlist-offer' | 'owner-invitation'>;

export function draftBookingLetter(ctx: Ctx, kind: BookingMailKind, { catalog, booking }: Shown): Letter {
  const { vocabulary } = readVertical(ctx.tenant.profile.vertical);
  const zone = zoneAt(ctx, catalog, booking.locationId);
  const startsAt = parseInstant(booking.startsAt) ?? 0;
  const yours = vocabulary.yourAppointment.toLowerCase();
  const words = wordsOf(kind, {
    yours,
    ...vocabulary,
    when: dateAndClock(startsAt, zone),
    soon: `${relativeDate(localDateOf(startsAt, zone), localDateOf(ctx.now, zone))} a las ${clock(startsAt, zone)}`,
    reason: booking.cancelledBy === 'customer' ? null : booking.cancelReason,
  });
  const isOver = kind === 'booking-cancelled' || kind === 'booking-declined';
  const { afterBooking } = ctx.tenant.profile.brand.texts ?? {};
  return {
    ...words,
    lines: [
      ...words.lines,
      ...(booking.seriesId !== null && !isOver && kind !== 'booking-reminder'
        ? ['Es parte de una serie: esta es la primera de sus fechas.']
        : []),
      ...(afterBooking !== undefined && !isOver ? [afterBooking] : []),
    ],
    facts: factsOf(ctx, { catalog, booking }, zone),
    action: isOver
      ? { text: vocabulary.bookAnother, url: `${ctx.origin}/` }
      : { text: `Ver, mover o cancelar`, url: booking.manageUrl },
    because: `Recibís este correo porque reservaste en ${ctx.tenant.profile.name}.`,
  };
}

interface Phrases {
  readonly yours: string;
  readonly booked: string;
  readonly moved: string;
  readonly cancelled: string;
  readonly when: string;
  readonly soon: string;
  readonly reason: string | null;
}

function wordsOf(kind: BookingMailKind, phrases: Phrases): Pick<Letter, 'subject' | 'heading' | 'lines'> {
  const { yours, booked, moved, cancelled, when, soon, reason } = phrases;
  switch (kind) {
    case 'booking-confirmed':
      return { subject: `Reserva: ${yours} del ${when}`, heading: booked, lines: [] };
    case 'booking-approved':
      return {
        subject: `Confirmación: ${yours} del ${when}`,
        heading: 'Confirmamos tu reserva.',
        lines: [],
      };
    case 'booking-requested':
      return {
        subject: `Recibimos tu pedido para el ${when}`,
        heading: 'Recibimos tu pedido.',
        lines: ['Te guardamos el horario mientras lo confirmamos: te avisamos por este medio.'],
      };
    case 'booking-declined':
      return {
        subject: `No pudimos confirmar tu pedido del ${when}`,
        heading: 'No pudimos confirmar tu pedido.',
        lines: reason === null ? [] : [reason],
      };
    case 'booking-moved':
      return { subject: `Cambio de horario: ${yours} del ${when}`, heading: moved, lines: [] };
    case 'booking-cancelled':
      return {
        subject: `Cancelación: ${yours} del ${when}`,
        heading: `${cancelled}.`,
        lines: reason === null ? [] : [reason],
      };
    case 'booking-reminder':
      return {
        subject: `Recordatorio: ${yours}, ${soon}`,
        heading: `Te esperamos ${soon}.`,
        lines: ['Si no podés venir, avisanos con tiempo: así otra persona puede usar el horario.'],
      };
  }
}

function factsOf(ctx: Ctx, { catalog, booking }: Shown, zone: string): [string, string][] {
  const { profile } = ctx.tenant;
  const { vocabulary, privacy } = readVertical(profile.vertical);
  // Where a line of business wants discretion, a mail says when and where, and no more.
  const isHidden = privacy.outside === 'discreet';
  const services = booking.items
    .map(({ serviceId }) => catalog.serviceById.get(serviceId)?.name)
    .filter((name) => name !== undefined);
  const provider = catalog.providerById.get(booking.providerId)?.name;
  const place = catalog.locationById.get(booking.locationId);
  const facts: [string, string | undefined][] = [
    ['Cuándo', dateAndClock(parseInstant(booking.startsAt) ?? 0, zone)],
    ['Qué', isHidden ? undefined : services.join(', ')],
    [vocabulary.provider, isHidden ? undefined : provider],
    ['Dónde', place === undefined ? undefined : `${place.name}, ${place.address}`],
    [
      'Precio',
      isHidden || booking.price.amount === 0 ? undefined : formatMoney(booking.price, profile.locale),
    ],
    ['Código', booking.code],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
}

export function draftOfferLetter(
  ctx: Ctx,
  { catalog, entry }: { catalog: Catalog; entry: ManagedEntry },
): Letter {
  const { offer } = entry;
  const zone = zoneAt(ctx, catalog, offer?.locationId);
  const when = dateAndClock(parseInstant(offer?.startsAt ?? '') ?? 0, zone);
  const until = untilText(parseInstant(offer?.expiresAt ?? '') ?? 0, ctx.now, zone);
  return {
    subject: `Se liberó un horario: ${when}`,
    heading: 'Se liberó un horario.',
    lines: [`Te lo guardamos hasta ${until}. Después se lo ofrecemos a quien sigue.`],
    facts: [['Cuándo', when]],
    action: { text: 'Ver y aceptar', url: entry.manageUrl },
    because: `Recibís este correo porque estás en la lista de espera de ${ctx.tenant.profile.name}.`,
  };
}

export function draftInvitationLetter(ctx: Ctx, url: string): Letter {
  const { name } = ctx.tenant.profile;
  return {
    subject: `Tu agenda de ${name} está lista`,
    heading: 'Tu agenda está lista.',
    lines: [
      'Con este enlace entrás por primera vez y recibís tu clave: sirve una sola vez, durante siete días.',
      'No lo reenvíes: quien lo abre primero entra.',
    ],
    facts: [
      ['Tu sitio', `${ctx.origin}/`],
      ['Tu agenda', `${ctx.origin}/agenda`],
    ],
    action: { text: 'Entrar a mi agenda', url },
    because: `Recibís este correo porque figurás como responsable de ${name}.`,
  };
}

function zoneAt(ctx: Ctx, catalog: Catalog, locationId: string | undefined): string {
  return catalog.locationById.get(locationId ?? '')?.timeZone ?? ctx.tenant.profile.timeZone;
}
