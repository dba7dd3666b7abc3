/** ISO 4217 code. */
export type Currency = 'ARS' | 'MXN' | 'COP' | 'USD';

/** An amount in the currency's smallest unit (centavos), always an integer. */
export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** `$ 12.500` (centavos only when there are some), as the locale writes it. */
export function formatMoney(money: Money, locale: string): string {
  const fractionDigits = money.amount % 100 === 0 ? 0 : 2;
  const key = `${locale} ${money.currency} ${fractionDigits}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: money.currency,
      minimumFractionDigits: fractionDigits,
      maximumFractionDigits: fractionDigits,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(money.amount / 100);
}
