import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const NAME = 'maskline_session';
/** Browsers accept a cookie of this name only over https, for the whole host and from no subdomain. */
const SECURE_NAME = `__Host-${NAME}`;
/** Returns the value of a cookie that has the form of a token. */
const valueOf = (cookies: string, name: string): string | undefined =>
  new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookies)?.[1];

/** Creates a token of 256 random bits. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url');

/** Returns the stored hash of a token. It needs no salt, because a token cannot be guessed. */
export const hashOfSessionToken = (token: string): Buffer =>
  createHash('sha256').update(token).digest();

/** Returns what a session stores of the bootstrap key: useless without the token. */
export const bootstrapMacOf = (token: string, key: string): Buffer =>
  createHmac('sha256', token).update(key).digest();

/** Returns the token in the cookie of a request. */
export function sessionTokenOf({ cookie }: IncomingHttpHeaders): string | undefined {
  if (cookie === undefined) return undefined;
  return valueOf(cookie, SECURE_NAME) ?? valueOf(cookie, NAME);
}

/**
 * Returns `Set-Cookie` for a token; an empty token deletes the cookie.
 * @param isSecure whether the browser uses https
 */
export function sessionCookie(token: string, seconds: number, isSecure: boolean): string {
  const name = isSecure ? SECURE_NAME : NAME;
  const more = isSecure ? '; Secure' : '';
  return `${name}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${more}`;
}

/**
 * Whether the browser uses https. A proxy that terminates TLS may not say so, but the browser's
 * `Origin` does.
 */
export const isSecureRequest = ({ origin }: IncomingHttpHeaders, protocol: string): boolean =>
  protocol === 'https' || (origin?.startsWith('https://') ?? false);
