import { NumberKeysOutdatedError, type NumberVault } from '../../platform/security/index.js';
import { indexUnder, type NamedParty, type TwoParties } from './parties.js';
import { ROUTE_CALLEE } from '../model/encrypted-columns.js';

/** A route as it is written. */
export interface NewRoute {
  bookingId: string;
  callerIndex: Buffer;
  callerRole: string;
  calleeRole: string;
  calleeIndex: Buffer;
  calleeCiphertext: Buffer;
}

/** The booking and number whose routes they are. */
export interface RouteOwner {
  poolId: string;
  bookingId: string;
  virtualNumberId: number;
  /** The keys under which routes have to be written now: each caller gets one under each. */
  writtenKeys: readonly number[];
}

/**
 * From every phone of `caller` to the first phone of `callee`. All of a route under one key is made
 * with that key, so that it can be read by whoever finds it.
 * @throws NumberKeysOutdatedError
 */
export function routesFrom(
  vault: NumberVault,
  caller: NamedParty,
  callee: NamedParty,
  { poolId, bookingId, virtualNumberId, writtenKeys }: RouteOwner,
): NewRoute[] {
  // What stands beside the routes is made with the first key of the ring.
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

/** Both ways. */
export const routesBetween = (
  vault: NumberVault,
  [first, second]: TwoParties,
  owner: RouteOwner,
): NewRoute[] => [
  ...routesFrom(vault, first, second, owner),
  ...routesFrom(vault, second, first, owner),
];
