/**
 * The `Content-Security-Policy` of the API reference: scripts and requests of its own host only. Its library
 * creates styles, so inline styles are allowed (docs/security.md).
 */
export const REFERENCE_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `connect-src 'self'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');
