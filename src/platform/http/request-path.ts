/**
 * Returns a URL without doubled slashes and without one at the end of its path: what somebody types
 * into 8x8's configuration or into a browser. Paths of the admin API stay as they are, since there an
 * odd slash comes from an empty variable, and would make another operation of it.
 */
export function plainUrl(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.startsWith('/') || (!path.includes('//') && !path.endsWith('/'))) return url;
  const plain = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  if (plain === '/v1' || plain.startsWith('/v1/')) return url;
  return end < 0 ? plain : plain + url.slice(end);
}
