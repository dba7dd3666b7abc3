import type { Catalog } from '../../agenda/catalog/rules.ts';
import type { Hold } from '../../agenda/holds/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { clock, dateAndClock } from '../formats.ts';

interface HeldNoticeProps {
  readonly hold: Hold;
  readonly catalog: Catalog;
  readonly href: string;
}

/** For whoever went back: the time they kept is still theirs, and that is why it is not in the list. */
export function HeldNotice({ hold, catalog, href }: HeldNoticeProps) {
  const zone = catalog.locationById.get(hold.locationId)?.timeZone ?? 'UTC';
  return (
    <div class="alert">
      <p>
        Te guardamos {catalog.serviceById.get(hold.serviceId)?.name} del{' '}
        <strong>{dateAndClock(parseInstant(hold.startsAt) ?? 0, zone)}</strong> hasta las{' '}
        <span class="num">{clock(parseInstant(hold.expiresAt) ?? 0, zone)}</span>. Si elegís otro horario, ese
        queda libre.
      </p>
      <a class="button primary" href={href}>
        Seguir con ese horario
      </a>
    </div>
  );
}
