import type { Currency } from './money.ts';
import type { PlanId } from './plan.ts';

/** The line of business: the id of a file in tenancy/verticals, which has its vocabulary and what its shops begin with. */
export type Vertical = string;

export const FONTS = ['system', 'humanist', 'geometric', 'serif', 'slab', 'rounded'] as const;
export const CORNERS = ['square', 'soft', 'round'] as const;
/** Pictures of the logo for places that take no SVG: width and height in pixels. */
export const BRAND_IMAGES = {
  'icon-180': [180, 180],
  'icon-192': [192, 192],
  'icon-512': [512, 512],
  social: [1200, 630],
} as const;
export type BrandImage = keyof typeof BRAND_IMAGES;

/** How a tenant looks and speaks. Data only: no CSS and no HTML of anybody's gets into a page. */
export interface Brand {
  readonly tagline: string;
  /** `#rrggbb` */
  readonly primaryColor: string;
  /** Of the text on the primary colour; without it black or white, whichever can be read. */
  readonly onPrimaryColor?: string | undefined;
  /** Served only as an image, under a sandboxing policy. */
  readonly logoSvg: string;
  /** Without it the one of the line of business. */
  readonly font?: (typeof FONTS)[number] | undefined;
  readonly corners?: (typeof CORNERS)[number] | undefined;
  /** What search engines and chats show under a link. */
  readonly description?: string | undefined;
  readonly texts?: BrandTexts | undefined;
  readonly legal?: BrandLegal | undefined;
  readonly sender?: BrandSender | undefined;
  /** Names of files that hold pictures of this logo. */
  readonly images?: Readonly<Partial<Record<BrandImage, string>>> | undefined;
  /** Of those that the shop itself published; none: as it was set up. */
  readonly version?: number | undefined;
}

export interface BrandTexts {
  /** On the first page. */
  readonly welcome?: string | undefined;
  /** Where the customer's data are asked for. */
  readonly beforeVisit?: string | undefined;
  /** When the booking is made. */
  readonly afterBooking?: string | undefined;
}

/** Whom mails come from. Without it: the shop's name, its contact address for answers, the platform's for sending. */
export interface BrandSender {
  readonly name?: string | undefined;
  readonly replyTo?: string | undefined;
  /** On a domain of the shop's own: used once it is verified. */
  readonly address?: string | undefined;
}

export interface BrandLegal {
  readonly name?: string | undefined;
  /** CUIT, RFC, NIT: as it is to be read. */
  readonly taxId?: string | undefined;
  readonly address?: string | undefined;
  readonly termsUrl?: string | undefined;
  readonly privacyUrl?: string | undefined;
}

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
  readonly brand: Brand;
  readonly contact: { readonly phone: string; readonly email: string };
}

/** A tenant as the registry knows it. */
export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly status: 'provisioning' | 'live' | 'suspended';
  readonly plan: PlanId;
  readonly profile: TenantProfile;
  readonly database: { readonly hostname: string; readonly sealedToken: string };
  readonly schemaVersion: number;
  /** The host that links outside a request use. */
  readonly canonicalHost: string;
}
