import { NumberKeysOutdatedError, type NumberVault } from '../../platform/security/index.js';
import { indexUnder, type NamedParty, type TwoParties } from './parties.js';
import { ROUTE_CALLEE } from '../model/encrypted-columns.js';

/** A route, encrypted for writing. */
export interface NewRoute {
  bookingId: string;
  callerIndex: Buffer;
  callerRole: string;
  calleeRole: string;
  calleeIndex: Buffer;
  calleeCiphertext: Buffer;
}

/** The booking and virtual number that routes belong to. */
export interface RouteOwner {
  poolId: string;
  bookingId: string;
  virtualNumberId: number;
  /** The keys under which routes must be written now; each caller gets one route per key. */
  writtenKeys: readonly number[];
}

/**
 * Returns routes from every phone number of `caller` to the first one of `callee`, one per key. The
 * indexes and the ciphertext of a route use the same key, so a process that can find a route can
 * also decrypt it.
 * @throws NumberKeysOutdatedError
 */
export function routesFrom(
  vault: NumberVault,
  caller: NamedParty,
  callee: NamedParty,
  { poolId, bookingId, virtualNumberId, writtenKeys }: RouteOwner,
): NewRoute[] {
  // The other columns of the booking are encrypted with the first key of the ring.
  if (!writtenKeys.includes(vault.currentKeyId)) throw new NumberKeysOutdatedError();
  const [reached] = callee.phones;
  return writtenKeys.flatMap((key) => {
    const calleeIndex = indexUnder(vault, reached, key);
    return caller.phones.map((phone) => {
      const callerIndex = indexUnder(vault, phone, key);
      const row = { poolId, bookingId, virtualNumberId, callerIndex };
      return {
        bookingId,
        callerIndex,
        callerRole: caller.role,
        calleeRole: callee.role,
        calleeIndex,
        calleeCiphertext: ROUTE_CALLEE.encrypt(vault, reached.number, row, key),
      };
    });
  });
}

/** Returns the routes in both directions. */
export const routesBetween = (
  vault: NumberVault,
  [first, second]: TwoParties,
  owner: RouteOwner,
): NewRoute[] => [
  ...routesFrom(vault, first, second, owner),
  ...routesFrom(vault, second, first, owner),
];
