import type { LocalDate } from '../local-time.ts';
import type { Currency } from '../money.ts';

/** `bridge` days bind the state and banks; shops choose, so that they close nobody by themselves. */
export interface PublicHoliday {
  readonly date: LocalDate;
  readonly name: string;
  readonly kind: 'national' | 'bridge';
}

/** Whom a tax number names. */
export type TaxHolder = 'person' | 'company';

export type TaxIdCheck =
  /** `taxId` as it is stored: without dots and hyphens. */
  | { readonly ok: true; readonly taxId: string; readonly holder: TaxHolder }
  | { readonly ok: false; readonly detail: string };

/** What a country implies for a shop in it: one file each. Texts for people are es-AR. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  /** Every IANA zone of the country (tzdata `zone.tab`); the first is where most people live. */
  readonly zones: readonly [string, ...string[]];
  /** The legal tender. */
  readonly currency: Currency;
  /** BCP 47: how amounts are written. */
  readonly locale: string;
  readonly phone: {
    /** ITU-T E.164, without the +. */
    readonly callingCode: string;
    /** As people of the country write it, for whoever got it wrong. */
    readonly example: string;
    /** The number after the calling code as it is kept, of digits in any local spelling; undefined: it cannot be one. */
    readonly national: (digits: string) => string | undefined;
  };
  readonly taxId: {
    readonly name: string;
    readonly isRequired: boolean;
    /** The number of whoever answers for the shop, by its shape and check digit. */
    readonly check: (text: string) => TaxIdCheck;
  };
  /** The public holidays of a year, by date. */
  readonly holidays: (year: number) => readonly PublicHoliday[];
}
