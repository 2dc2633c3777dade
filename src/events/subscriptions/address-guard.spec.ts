import { describe, expect, it } from 'vitest';
import { AddressGuard } from './address-guard.js';

const guard = new AddressGuard([]);

describe('an address that events are never sent to', () => {
  it.each([
    ['this host', ['0.0.0.0', '0.1.2.3', '::']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fd00::1', 'fc00::1']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['link-local, including cloud metadata', ['169.254.169.254', 'fe80::1', 'febf::1']],
    [
      'reserved for a protocol',
      ['192.0.0.8', '192.88.99.1', '2001::1', '2002:7f00:1::1', '100::1'],
    ],
    ['for documentation or benchmarks', ['192.0.2.1', '198.51.100.7', '203.0.113.9']],
    [
      'for documentation or benchmarks, in IPv6 and IPv4',
      ['2001:db8::1', '3fff::1', '2001:2::1', '198.18.0.1', '198.19.9.9'],
    ],
    ['multicast, reserved or broadcast', ['224.0.0.1', '239.1.1.1', 'ff02::1', '240.0.0.1']],
    ['metadata of Azure', ['168.63.129.16']],
    ['metadata of Alibaba, Oracle and Tencent', ['100.100.100.200', '192.0.0.192', '169.254.0.23']],
    ['metadata of AWS and Google in IPv6', ['fd00:ec2::254', 'fd20:ce::254']],
    ['limited broadcast', ['255.255.255.255']],
    ['IPv4 in IPv6', ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', '::127.0.0.1']],
    ['IPv4 behind NAT64', ['64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::a00:1']],
    ['IPv4 in 6to4', ['2002:a9fe:a9fe::1', '2002:a00:1::', '2002:c0a8:101::1']],
    ['IPv4 in Teredo', ['2001:0:a9fe:a9fe::', '2001:0:4136:e378:8000:63bf:3fff:fdd2']],
    ['mapped metadata', ['::ffff:169.254.169.254', '::ffff:a83f:8110', '::ffff:0:10.0.0.1']],
    ['deprecated site-local', ['fec0::1']],
    ['a public IPv4 address mapped into IPv6', ['::ffff:8.8.8.8']],
  ])('is %s', (_, addresses) => {
    for (const address of addresses) expect(guard.allows(address), address).toBe(false);
  });
});

describe('an address that events are sent to', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '168.63.129.15',
    '168.63.129.17',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '192.169.0.1',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
  ])('is public: %s', (address) => {
    expect(guard.allows(address)).toBe(true);
  });

  it('is in a network that the operator allows, and not outside it', () => {
    const own = new AddressGuard(['10.1.0.0/16', 'fd12:3456::/32', '127.0.0.1']);
    for (const address of ['10.1.2.3', 'fd12:3456::7', '127.0.0.1', '8.8.8.8']) {
      expect(own.allows(address), address).toBe(true);
    }
    for (const address of ['10.2.0.1', 'fd12:3457::7', '127.0.0.2', '169.254.169.254']) {
      expect(own.allows(address), address).toBe(false);
    }
  });
});
