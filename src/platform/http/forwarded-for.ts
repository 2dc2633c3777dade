import { isIP } from 'node:net';

/**
 * Returns the value of `X-Forwarded-For` with bare addresses, because some proxies add a port or
 * quotes. Keeps entries that are not addresses, so that a client is never mistaken for the previous
 * entry.
 */
export const bareAddresses = (header: string): string =>
  header
    .split(',')
    .map((entry) => bareAddress(entry.trim()))
    .join(', ');

function bareAddress(entry: string): string {
  const text = entry.replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  if (bracketed !== undefined && isIP(bracketed) === 6) return bracketed;
  const [, address] = /^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  if (address !== undefined && isIP(address) === 4) return address;
  return text;
}
