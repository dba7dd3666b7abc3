import type { Currency } from './money.ts';

/** The line of business; each has a file of vocabulary and defaults in tenancy/verticals. */
export type Vertical = 'barber' | 'psychology' | 'medical' | 'beauty';

/** What a tenant shows of itself, and the conventions its people live by. */
export interface TenantProfile {
  readonly name: string;
  readonly vertical: Vertical;
  /** BCP 47, such as `es-AR`. */
  readonly locale: string;
  /** ISO 3166-1 alpha-2; decides the holidays and the shape of phone numbers. */
  readonly country: string;
  /** IANA zone of the business; each location has its own too. */
  readonly timeZone: string;
  readonly currency: Currency;
  readonly brand: {
    readonly tagline: string;
    /** `#rrggbb` */
    readonly primaryColor: string;
    /** Served only as an image, under a sandboxing policy. */
    readonly logoSvg: string;
  };
  readonly contact: { readonly phone: string; readonly email: string };
}

/** A tenant as the registry knows it. */
export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly status: 'provisioning' | 'live' | 'suspended';
  readonly profile: TenantProfile;
  readonly database: { readonly hostname: string; readonly sealedToken: string };
  readonly schemaVersion: number;
  /** The host that links outside a request use. */
  readonly canonicalHost: string;
}
