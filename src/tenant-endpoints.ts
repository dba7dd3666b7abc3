import { availabilityEndpoints } from './agenda/availability/routes.ts';
import { blockEndpoints } from './agenda/blocks/routes.ts';
import { bookingEndpoints } from './agenda/bookings/routes.ts';
import { calendarEndpoints } from './agenda/calendars/routes.ts';
import { catalogEndpoints } from './agenda/catalog/routes.ts';
import { deskEndpoints } from './agenda/desk/routes.ts';
import { holdEndpoints } from './agenda/holds/routes.ts';
import { seriesEndpoints } from './agenda/series/routes.ts';
import { waitlistEndpoints } from './agenda/waitlist/routes.ts';
import { mailEndpoints } from './outreach/mail/routes.ts';
import { credentialEndpoints } from './partners/credentials/routes.ts';
import { eventEndpoints } from './partners/events/routes.ts';
import { webhookEndpoints } from './partners/webhooks/routes.ts';
import { intakeEndpoints } from './people/intake/routes.ts';
import { brandEndpoints } from './tenancy/branding/routes.ts';
import { domainEndpoints } from './tenancy/domains/routes.ts';
import { planEndpoints } from './tenancy/plans/routes.ts';
import { tenantEndpoints } from './tenancy/tenants/routes.ts';

/** Everything a tenant's API offers; the router and the API document are made from this list. */
export const TENANT_ENDPOINTS = [
  ...tenantEndpoints,
  ...planEndpoints,
  ...brandEndpoints,
  ...domainEndpoints,
  ...catalogEndpoints,
  ...availabilityEndpoints,
  ...holdEndpoints,
  ...bookingEndpoints,
  ...intakeEndpoints,
  ...deskEndpoints,
  ...blockEndpoints,
  ...waitlistEndpoints,
  ...seriesEndpoints,
  ...calendarEndpoints,
  ...mailEndpoints,
  ...credentialEndpoints,
  ...webhookEndpoints,
  ...eventEndpoints,
];
