/** Somebody's time was taken or given back: whoever shows it should look again. Epoch milliseconds, half-open. */
export interface AgendaChange {
  /** Providers and resources. */
  readonly subjectIds: readonly string[];
  readonly from: number;
  readonly to: number;
  /** A hold: what it takes comes back by itself at this instant. */
  readonly expiresAt?: number | undefined;
}

/** One change that says what both say. */
export function joinChanges(one: AgendaChange, other: AgendaChange): AgendaChange {
  const ends = [one.expiresAt, other.expiresAt].filter((at) => at !== undefined);
  return {
    subjectIds: [...new Set([...one.subjectIds, ...other.subjectIds])],
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    ...(ends.length > 0 && { expiresAt: Math.max(...ends) }),
  };
}
