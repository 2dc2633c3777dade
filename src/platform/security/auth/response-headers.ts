/**
 * Headers of every response. The API serves no HTML, so scripts, framing, MIME sniffing and caching
 * are all disabled; the documentation pages override these headers. HSTS is the task of the proxy
 * that terminates TLS.
 * Source: OWASP REST Security Cheat Sheet, "Security Headers".
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};
