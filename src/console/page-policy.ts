import { randomBytes } from 'node:crypto';

/** In the page, in place of the nonce of a response. */
export const NONCE_MARK = '__NONCE__';

export const newNonce = (): string => randomBytes(16).toString('base64');

/**
 * Returns the `Content-Security-Policy` of the console: scripts, styles and requests of its own host
 * only. The styles that its components create carry the nonce.
 */
export const pagePolicy = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
