import type { Block } from '../../agenda/blocks/contract.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { clock } from '../../site/formats.ts';
import { type Desk, may } from '../desk.tsx';
import { deskPath } from '../links.ts';

interface UnblockProps {
  readonly desk: Desk;
  readonly block: Block;
  readonly zone: string;
  /** Of what is blocked, where the list does not say it. */
  readonly name?: string | undefined;
}

/** Time that is set aside, why, and the way to take it back. */
export function Unblock({ desk, block, zone, name }: UnblockProps) {
  const [startsAt, endsAt] = [parseInstant(block.startsAt) ?? 0, parseInstant(block.endsAt) ?? 0];
  return (
    <div class="shut">
      <span>
        <strong>{name === undefined ? block.reason : `${name}: ${block.reason}`}</strong>{' '}
        <span class="num">
          {clock(startsAt, zone)} a {clock(endsAt, zone)}
        </span>
      </span>
      {may(desk.ctx, 'desk:write') && (
        <form method="post" action={deskPath(`bloqueo/${block.id}/quitar`)} data-once>
          <input type="hidden" name="dia" value={localDateOf(Math.max(startsAt, 0), zone)} />
          <button type="submit">
            Quitar<span class="vh"> el bloqueo {block.reason}</span>
          </button>
        </form>
      )}
    </div>
  );
}
