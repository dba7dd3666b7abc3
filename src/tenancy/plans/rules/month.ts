import { instantOf, localDateOf } from '../../../kernel/local-time.ts';

/** A calendar month of a zone; half-open, in epoch milliseconds. */
export interface Month {
  /** `YYYY-MM` */
  readonly name: string;
  readonly from: number;
  readonly before: number;
}

export function monthAt(now: number, zone: string): Month {
  const name = localDateOf(now, zone).slice(0, 7);
  const [year = 0, month = 0] = name.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return {
    name,
    from: instantOf(`${name}-01`, 0, zone),
    before: instantOf(`${next}-01`, 0, zone),
  };
}
