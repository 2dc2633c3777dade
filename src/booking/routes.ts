import type { NumberVault } from '../security/index.js';
import type { NamedParty, TwoParties } from './parties.js';
import { routePlace } from './places.js';

/** A route as it is written. */
export interface NewRoute {
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
}

/** From every phone of `caller` to the first phone of `callee`. */
export function routesFrom(
  vault: NumberVault,
  caller: NamedParty,
  callee: NamedParty,
  { poolId, bookingId, virtualNumberId }: RouteOwner,
): NewRoute[] {
  const [{ number, index: calleeIndex }] = callee.phones;
  return caller.phones.map(({ index: callerIndex }) => ({
    callerIndex,
    callerRole: caller.role,
    calleeRole: callee.role,
    calleeIndex,
    calleeCiphertext: vault.seal(
      number,
      routePlace(poolId, bookingId, virtualNumberId, callerIndex),
    ),
  }));
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
