import { ApiError } from './api-error.ts';
import {
  type ApiAnswer,
  changeCustomHostname,
  createCustomHostname,
  deleteCustomHostname,
  listCustomHostnames,
  readCustomHostname,
  readQuota,
} from './custom-hostnames.ts';
import { deleteFallbackOrigin, readFallbackOrigin, writeFallbackOrigin } from './fallback-origin.ts';
import type { Zone } from './zone.ts';

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Handler = (zone: Zone, request: ApiRequest, id: string) => ApiAnswer;

/** Under `/client/v4/zones/:zone/custom_hostnames`; an id is a UUID, so that it never hides the two names. */
const ROUTES: readonly [method: string, path: RegExp, handler: Handler][] = [
  ['POST', /^$/, (zone, { body }) => createCustomHostname(zone, body)],
  ['GET', /^$/, (zone, { url }) => listCustomHostnames(zone, url.searchParams)],
  ['GET', /^\/quota$/, (zone) => readQuota(zone)],
  ['GET', /^\/fallback_origin$/, (zone) => readFallbackOrigin(zone)],
  ['PUT', /^\/fallback_origin$/, (zone, { body }) => writeFallbackOrigin(zone, body)],
  ['DELETE', /^\/fallback_origin$/, (zone) => deleteFallbackOrigin(zone)],
  ['GET', /^\/([\w-]{20,})$/, (zone, _, id) => readCustomHostname(zone, id)],
  ['PATCH', /^\/([\w-]{20,})$/, (zone, { body }, id) => changeCustomHostname(zone, id, body)],
  ['DELETE', /^\/([\w-]{20,})$/, (zone, _, id) => deleteCustomHostname(zone, id)],
];

export function answerApi(zone: Zone, request: ApiRequest): ApiAnswer {
  if (request.authorization !== `Bearer ${zone.state.apiToken}`) {
    throw new ApiError(403, 10_000, 'Authentication error');
  }
  const path = /^\/client\/v4\/zones\/([^/]+)\/custom_hostnames(.*)$/.exec(request.url.pathname);
  if (path?.[1] !== zone.id) {
    throw new ApiError(
      404,
      7003,
      `Could not route to ${request.url.pathname}, perhaps your object identifier is invalid?`,
    );
  }
  for (const [method, pattern, handler] of ROUTES) {
    const match = pattern.exec(path[2] ?? '');
    if (match === null || method !== request.method) continue;
    zone.live();
    return handler(zone, request, match[1] ?? '');
  }
  throw new ApiError(404, 7000, 'No route for that URI');
}

export function envelope({ result, info }: ApiAnswer): Record<string, unknown> {
  return { success: true, errors: [], messages: [], result, ...(info && { result_info: info }) };
}

export function refusal({ code, message }: Pick<ApiError, 'code' | 'message'>): Record<string, unknown> {
  return { success: false, errors: [{ code, message }], messages: [], result: null };
}
