import { isIPv6 } from 'node:net';
import { blockList } from '../../platform/security/index.js';

/**
 * Formally public, but served by the cloud that hosts the machine: on Azure this address exposes
 * settings and keys of the machine. The metadata addresses of other clouds lie in the networks
 * below.
 * Source: Microsoft, "What is IP address 168.63.129.16?".
 */
const CLOUD_IPV4 = ['168.63.129.16'];

/**
 * IPv4 networks that are private, special-purpose or unroutable.
 * Source: IANA IPv4 Special-Purpose Address Registry; RFC 5771 (multicast), RFC 1112 (240/4).
 */
const SPECIAL_IPV4 = blockList([
  ...CLOUD_IPV4,
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/** Public IPv6; loopback, mapped IPv4, NAT64, local and multicast addresses are outside it. */
const GLOBAL_IPV6 = blockList(['2000::/3']);
/**
 * Exceptions within it: Teredo and other protocols, documentation, 6to4. Source: IANA, as above.
 */
const SPECIAL_IPV6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

const isPublic = (address: string): boolean =>
  isIPv6(address)
    ? GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6')
    : !SPECIAL_IPV4.check(address, 'ipv4');

/**
 * Prevents server-side request forgery into the network where Maskline runs. Allows only public
 * addresses, and networks that the operator has allowed.
 */
export class AddressGuard {
  private readonly allowed;

  /** @param allowedNetworks CIDR blocks */
  constructor(allowedNetworks: readonly string[]) {
    this.allowed = blockList(allowedNetworks);
  }

  /** @param address IPv4 or IPv6, without brackets */
  allows(address: string): boolean {
    return this.allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') || isPublic(address);
  }
}
