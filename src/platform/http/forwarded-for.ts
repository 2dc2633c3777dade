import { isIP } from 'node:net';

/**
 * Returns the value of `X-Forwarded-For` with bare addresses: some proxies add the port, or quote an
 * entry. An entry that is no address stays, so that nobody is taken for the one before it.
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
