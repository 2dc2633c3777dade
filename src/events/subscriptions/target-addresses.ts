import { isIPv6, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AddressGuard } from './address-guard.js';
import { HostResolver } from './host-resolver.js';
import { knownAddressOf } from './known-address.js';

/** Maskline does not connect to the host. The message is a code, without a name or an address. */
export class TargetRefusedError extends Error {
  override readonly name = 'TargetRefusedError';
  constructor(override readonly message: 'name-not-found' | 'address-not-allowed') {
    super(message);
  }
}

/** Finds the addresses of hosts that clients chose. */
@Injectable()
export class TargetAddresses {
  constructor(
    private readonly guard: AddressGuard,
    private readonly resolver: HostResolver,
  ) {}

  /**
   * Returns the addresses of a host.
   * @throws TargetRefusedError if the host has none, or if any of them is not allowed
   */
  async of(url: URL, signal: AbortSignal): Promise<string[]> {
    const known = knownAddressOf(url);
    const addresses = known ? [known] : await this.resolver.resolve(url.hostname, signal);
    if (addresses.length === 0) throw new TargetRefusedError('name-not-found');
    if (!addresses.every((address) => this.guard.allows(address))) {
      throw new TargetRefusedError('address-not-allowed');
    }
    return addresses;
  }
}

/** Returns a lookup function that resolves every name to the checked addresses. */
export const pinnedTo = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
};

/**
 * Returns an error code. Node's messages may contain an address; its codes, such as `ECONNREFUSED`,
 * do not.
 */
export function connectionErrorOf(error: unknown): string {
  if (error instanceof TargetRefusedError) return error.message;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{2,39}$/.test(code) ? code : 'network';
}
