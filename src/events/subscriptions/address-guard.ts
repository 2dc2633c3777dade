import { isIPv6 } from 'node:net';
import { blockList } from '../../platform/security/index.js';

/**
 * Public by their number, but answered by the cloud that a machine is in: of Azure, which gives settings
 * and keys of the machine there. Those of other clouds are in the networks below.
 * Source: Microsoft, "What is IP address 168.63.129.16?".
 */
const CLOUD_IPV4 = ['168.63.129.16'];

/**
 * IPv4 networks that lead into somebody's own network, or nowhere.
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

/** All of IPv6 that is public; loopback, mapped IPv4, NAT64, local and multicast are outside. */
const GLOBAL_IPV6 = blockList(['2000::/3']);
/** What of it is not: Teredo and other protocols, documentation, 6to4. Source: IANA, as above. */
const SPECIAL_IPV6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

const isPublic = (address: string): boolean =>
  isIPv6(address)
    ? GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6')
    : !SPECIAL_IPV4.check(address, 'ipv4');

/**
 * Keeps clients from having Maskline send requests into the network that it runs in (server-side
 * request forgery): only public addresses, and those of networks that an operator allows.
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
