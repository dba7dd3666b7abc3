import { Hono } from 'hono';
import type { HonoEnv } from '../http/hono-env.ts';
import { refuseCrossSite } from '../http/refuse-cross-site.ts';
import { blockPages } from './block-routes.tsx';
import { bookingDeskPages } from './booking-routes.tsx';
import { brandPages } from './brand-routes.tsx';
import { calendarPages } from './calendar-routes.tsx';
import { dayPages } from './day-routes.tsx';
import { domainPages } from './domain-routes.tsx';
import { enterPages } from './enter-routes.tsx';
import { explainPages } from './explain-routes.tsx';
import { intakeDeskPages } from './intake-routes.tsx';
import { invitationPages } from './invitation-routes.tsx';
import { DESK_PATH } from './links.ts';
import { mailPages } from './mail-routes.tsx';
import { movePages } from './move-routes.tsx';
import { newBookingPages } from './new-booking-routes.tsx';
import { planPages } from './plan-routes.tsx';
import { deskProblem } from './problem.tsx';
import { reassignPages } from './reassign-routes.tsx';
import { waitlistPages } from './waitlist-routes.tsx';
import { walkInPages } from './walk-in-routes.tsx';

/** The agenda of a tenant, for those who work there. */
export const deskApp = new Hono<HonoEnv>();

deskApp.onError((error, c) => deskProblem(c, error));
deskApp.use(`${DESK_PATH}/*`, refuseCrossSite);
for (const pages of [
  enterPages,
  invitationPages,
  dayPages,
  bookingDeskPages,
  intakeDeskPages,
  movePages,
  walkInPages,
  newBookingPages,
  blockPages,
  reassignPages,
  explainPages,
  waitlistPages,
  calendarPages,
  brandPages,
  domainPages,
  mailPages,
  planPages,
])
  deskApp.route('/', pages);
