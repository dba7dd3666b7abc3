export const ARGENTINE_HOLIDAYS: readonly { date: string; name: string; kind: 'national' | 'bridge' }[] = [];
