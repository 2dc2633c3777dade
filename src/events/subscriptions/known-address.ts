import { isIP } from 'node:net';

/**
 * Returns the address that the host of a URL stands for without being resolved, if any. `localhost`
 * and its subdomains are loopback by definition. Source: RFC 6761, 6.3.
 */
export function knownAddressOf({ hostname }: URL): string | undefined {
  if (/(^|\.)localhost\.?$/.test(hostname)) return '127.0.0.1';
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) > 0 ? host : undefined;
}
