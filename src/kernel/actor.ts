/** What an API key may be allowed to do. */
export const SCOPES = [
  'catalog:read',
  'availability:read',
  'bookings:create',
  'bookings:read',
  'bookings:write',
  'bookings:confirm',
  'health:read',
  'desk:read',
  'desk:write',
  'series:read',
  'series:write',
  'calendars:read',
  'calendars:write',
  'brand:read',
  'brand:write',
  'domains:read',
  'domains:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'api-keys:read',
  'api-keys:write',
] as const;

export type Scope = (typeof SCOPES)[number];
export type Permission = Scope | 'calendar-feeds:read' | 'tenants:read' | 'tenants:write';

/** Who acts. Decided once at the door, carried in the context, never by the input. */
export type Actor =
  | { readonly type: 'guest' }
  | { readonly type: 'manage-link'; readonly bookingId: string }
  | { readonly type: 'api-key'; readonly keyId: string; readonly scopes: readonly Scope[] }
  | { readonly type: 'operator' }
  | { readonly type: 'system'; readonly reason: string };

const GUEST: ReadonlySet<Permission> = new Set([
  'catalog:read',
  'availability:read',
  'bookings:create',
  // Calendar programs carry no credential but the link itself, which the feed checks.
  'calendar-feeds:read',
]);
const MANAGE_LINK: ReadonlySet<Permission> = new Set([...GUEST, 'bookings:read', 'bookings:write']);
const OPERATOR: ReadonlySet<Permission> = new Set(['tenants:read', 'tenants:write']);

export function isAllowed(actor: Actor, permission: Permission): boolean {
  switch (actor.type) {
    case 'guest':
      return GUEST.has(permission);
    case 'manage-link':
      return MANAGE_LINK.has(permission);
    case 'api-key':
      return actor.scopes.some((scope) => scope === permission);
    case 'operator':
      return OPERATOR.has(permission);
    case 'system':
      return true;
  }
}

/** The actor as the audit log and the logs name it: a kind and an id, never personal data. */
export function actorName(actor: Actor): string {
  switch (actor.type) {
    case 'guest':
    case 'operator':
      return actor.type;
    case 'manage-link':
      return `manage-link:${actor.bookingId}`;
    case 'api-key':
      return `api-key:${actor.keyId}`;
    case 'system':
      return `system:${actor.reason}`;
  }
}
