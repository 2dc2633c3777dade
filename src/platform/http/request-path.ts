const PAGES = new Set(['/console', '/docs']);

/**
 * Returns a URL without doubled and trailing slashes in its path, since people type such URLs into
 * 8x8's configuration or a browser. Paths of the admin API are not changed: there an extra slash
 * comes from an empty variable, and removing it would select another operation. `/console/` and
 * `/docs/` are not changed, because the pages resolve their addresses relative to their own.
 */
export function plainUrl(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.startsWith('/') || (!path.includes('//') && !path.endsWith('/'))) return url;
  const plain = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  if (plain === '/v1' || plain.startsWith('/v1/') || PAGES.has(plain)) return url;
  return end < 0 ? plain : plain + url.slice(end);
}
