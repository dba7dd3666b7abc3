import type { Availability } from '../../agenda/availability/contract.ts';
import type { DeskBooking } from '../../agenda/desk/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import { capitalized, dateAndClock, longDate } from '../../site/formats.ts';
import { Clash } from '../components/clash.tsx';
import { Frame } from '../components/frame.tsx';
import { allPeople, peopleText, servicesText } from '../components/slip.tsx';
import { StartFields } from '../components/start-fields.tsx';
import { WantedChips } from '../components/wanted-chips.tsx';
import { type Desk, type Form, zoneAt } from '../desk.tsx';
import { deskErrors } from '../form-errors.ts';
import { bookingPath, type DeskQuery } from '../links.ts';
import { queryOf, type Wanted } from '../wanted.ts';
import { Problem } from './new-booking.tsx';

interface MovePageProps {
  readonly desk: Desk;
  readonly booking: DeskBooking;
  readonly wanted: Wanted;
  readonly slots: Availability['slots'];
  readonly form: Form;
  readonly problem?: AppError;
}

export function MovePage({ desk, booking, wanted, slots, form, problem }: MovePageProps) {
  const path = bookingPath(booking.id);
  const action = `${path}/mover`;
  const linkTo = ({ dia, sucursal, profesional }: DeskQuery) =>
    bookingPath(`${booking.id}/mover`, { dia, sucursal, profesional });
  const fields = { ...queryOf(wanted), servicio: undefined, sucursal: wanted.location.slug };
  const errors = problem === undefined ? undefined : deskErrors(problem, form);
  return (
    <Frame view={desk.view} title={`Mover el turno de ${booking.customer.name}`} tab="dia">
      <div class="stack sheet">
        <div>
          <a class="back" href={path}>
            ‹ {booking.customer.name}
          </a>
          <h1>Mover turno</h1>
          <p class="muted">
            Ahora: {servicesText(desk.catalog, booking)} con {peopleText(desk.catalog, allPeople(booking))},{' '}
            <span class="num">
              {dateAndClock(parseInstant(booking.startsAt) ?? 0, zoneAt(desk, booking.locationId))}
            </span>
          </p>
        </div>
        {problem?.code === 'slot-taken' ? (
          <Clash
            desk={desk}
            problem={problem}
            form={form}
            action={action}
            providers={wanted.provider === undefined ? wanted.providers : [wanted.provider]}
          />
        ) : (
          problem && <Problem problem={problem} form={form} />
        )}
        <WantedChips desk={desk} wanted={wanted} action={action} linkTo={linkTo} isAnybodyOffered={false} />
        <form method="post" action={action} class="card pad stack" novalidate data-once>
          <HiddenFields fields={fields} />
          <h2>{capitalized(longDate(wanted.date))}</h2>
          <StartFields
            slots={slots}
            zone={wanted.location.timeZone}
            chosen={form.get('otra')?.trim() || form.get('hora')}
            error={errors?.get('otra')}
          />
          <button class="primary full" type="submit">
            Mover acá
          </button>
        </form>
      </div>
    </Frame>
  );
}
