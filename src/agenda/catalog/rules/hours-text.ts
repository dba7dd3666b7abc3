/** Minutes since midnight of a text such as `10:00-13:30`; an end past midnight lies beyond 1440. */
export function minutesOf(hours: string): { opensMinute: number; closesMinute: number } {
  const [opens = '', closes = ''] = hours.split('-');
  return { opensMinute: minuteOf(opens), closesMinute: minuteOf(closes) };
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
