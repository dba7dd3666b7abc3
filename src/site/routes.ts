import { Hono } from 'hono';
import type { HonoEnv } from '../http/hono-env.ts';
import { refuseCrossSite } from '../http/refuse-cross-site.ts';
import { bookingPages } from './booking-routes.tsx';
import { homePages } from './home-routes.tsx';
import { intakePages } from './intake-routes.tsx';
import { managePages } from './manage-routes.tsx';
import { waitPages } from './wait-routes.tsx';

/** The pages that a tenant's customers see. */
export const siteApp = new Hono<HonoEnv>();

for (const path of ['/reservar/*', '/turno/*', '/espera/*']) siteApp.use(path, refuseCrossSite);
siteApp.route('/', homePages);
siteApp.route('/', bookingPages);
siteApp.route('/', managePages);
siteApp.route('/', intakePages);
siteApp.route('/', waitPages);
