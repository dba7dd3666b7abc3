import { errors, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { HttpError, notAuthorized } from './http-error.ts';
import type { DatabaseRecord } from './platform-state.ts';

export type Access = 'rw' | 'ro';

interface MintRequest {
  access: Access;
  /** Seconds from now; undefined never expires. */
  lifetimeSeconds: number | undefined;
}

export interface Tokens {
  mint(database: DatabaseRecord, request: MintRequest): Promise<string>;
  /** What the request's bearer token lets it do here; throws the server's refusal otherwise. */
  check(authorization: string | undefined, database: DatabaseRecord): Access | Promise<Access>;
}

interface Claims {
  databaseId: string;
  version: number;
  access: Access;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const CACHE_LIMIT = 10_000;

/** EdDSA tokens with Turso's claims: `id`, `a` and an optional `exp`; `v` is what rotation raises. */
export async function createTokens(signingKey: JWK): Promise<Tokens> {
  const { d: _secret, ...publicKey } = signingKey;
  const signer = await importJWK(signingKey, 'EdDSA');
  const verifier = await importJWK(publicKey, 'EdDSA');
  const verified = new Map<string, Claims>();

  const verify = async (token: string): Promise<Claims> => {
    const claims = await readClaims(token, verifier);
    if (verified.size >= CACHE_LIMIT) verified.clear();
    verified.set(token, claims);
    return claims;
  };
  return {
    mint(database, { access, lifetimeSeconds }) {
      const jwt = new SignJWT({ id: database.id, a: access, v: database.tokenVersion })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
        .setIssuedAt();
      if (lifetimeSeconds !== undefined) jwt.setExpirationTime(secondsNow() + lifetimeSeconds);
      return jwt.sign(signer);
    },
    check(authorization, database) {
      const token = bearerToken(authorization);
      const known = verified.get(token);
      if (known !== undefined) return accessOf(known, database);
      return verify(token).then((claims) => accessOf(claims, database));
    },
  };
}

function accessOf(claims: Claims, database: DatabaseRecord): Access {
  if (claims.expiresAt <= Date.now()) throw unauthorized('The JWT has expired');
  if (claims.databaseId !== database.id) throw notAuthorized('Read', database.hostname);
  if (claims.version !== database.tokenVersion) throw unauthorized('The JWT is invalid');
  return claims.access;
}

async function readClaims(token: string, key: Parameters<typeof jwtVerify>[1]): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ['EdDSA'] });
    return {
      databaseId: String(payload.id),
      version: Number(payload.v),
      access: payload.a === 'ro' ? 'ro' : 'rw',
      expiresAt: payload.exp === undefined ? Number.POSITIVE_INFINITY : payload.exp * 1000,
    };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthorized('The JWT has expired');
    throw unauthorized('The JWT is invalid');
  }
}

export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw unauthorized('The `Authorization` HTTP header is required but was not specified');
  }
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/);
  if (token === undefined || rest.length > 0) {
    throw unauthorized('The `Authorization` HTTP header has invalid value');
  }
  if (scheme?.toLowerCase() !== 'bearer') {
    throw unauthorized('The authentication scheme in the `Authorization` HTTP header is not supported');
  }
  return token;
}

function unauthorized(reason: string): HttpError {
  return new HttpError(401, { error: `Unauthorized: \`${reason}\`` });
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
