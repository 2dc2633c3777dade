import { NumberKeysOutdatedError, type NumberVault } from '../../platform/security/index.js';
import type { NumberMode } from '../../pool/index.js';
import { indexUnder, type NamedParty, type Parties } from './parties.js';
import { ROUTE_CALLEE } from '../model/encrypted-columns.js';

/** A route, encrypted for writing. */
export interface NewRoute {
  bookingId: string;
  /** The number that the caller dials. */
  virtualNumberId: number;
  /** The number that the callee sees; null: the booking's shared number. */
  callerIdNumberId?: number | null | undefined;
  callerIndex: Buffer;
  callerRole: string;
  /** Null, like the columns below: the other party has not joined yet. */
  calleeRole?: string | null | undefined;
  calleeIndex?: Buffer | null | undefined;
  calleeCiphertext?: Buffer | null | undefined;
}

/** The booking that routes belong to. */
export interface BookingRoutes {
  poolId: string;
  bookingId: string;
  /** The keys under which routes must be written now; each caller gets one route per key. */
  writtenKeys: readonly number[];
}

/** The booking and virtual number that routes of a caller belong to. */
export interface RouteOwner extends BookingRoutes {
  virtualNumberId: number;
  /** The number that the callee sees, and can call back; null: the booking's shared number. */
  callerIdNumberId: number | null;
}

/** The virtual numbers of a booking: one for both parties, or one for each in their order. */
export interface AssignedNumbers {
  mode: NumberMode;
  ids: readonly [number, ...number[]];
}

/**
 * Returns routes from every phone number of `caller` to the first one of `callee`, one per key, or
 * to nobody if the callee has not joined yet. The
 * indexes and the ciphertext of a route use the same key, so a process that can find a route can
 * also decrypt it.
 * @throws NumberKeysOutdatedError
 */
export function routesFrom(
  vault: NumberVault,
  caller: NamedParty,
  callee: NamedParty | undefined,
  { poolId, bookingId, virtualNumberId, callerIdNumberId, writtenKeys }: RouteOwner,
): NewRoute[] {
  // The other columns of the booking are encrypted with the first key of the ring.
  if (!writtenKeys.includes(vault.currentKeyId)) throw new NumberKeysOutdatedError();
  return writtenKeys.flatMap((key) => {
    return caller.phones.map((phone) => {
      const callerIndex = indexUnder(vault, phone, key);
      const row = { poolId, bookingId, virtualNumberId, callerIndex };
      return {
        bookingId,
        virtualNumberId,
        callerIdNumberId,
        callerIndex,
        callerRole: caller.role,
        ...(callee && calleeOf(vault, callee, row, key)),
      };
    });
  });
}

function calleeOf(
  vault: NumberVault,
  { role, phones: [reached] }: NamedParty,
  row: Parameters<typeof ROUTE_CALLEE.encrypt>[2],
  key: number,
) {
  return {
    calleeRole: role,
    calleeIndex: indexUnder(vault, reached, key),
    calleeCiphertext: ROUTE_CALLEE.encrypt(vault, reached.number, row, key),
  };
}

/** Returns the routes of all parties. */
export const routesBetween = (
  vault: NumberVault,
  parties: Parties,
  booking: BookingRoutes,
  numbers: AssignedNumbers,
): NewRoute[] =>
  parties.flatMap((caller, place) =>
    routesFrom(vault, caller, parties[1 - place], ownerAt(booking, numbers, place)),
  );

/** Returns the owner of the routes of the party at a place (0 or 1). */
export const ownerAt = (
  booking: BookingRoutes,
  { mode, ids }: AssignedNumbers,
  place: number,
): RouteOwner => ({
  poolId: booking.poolId,
  bookingId: booking.bookingId,
  writtenKeys: booking.writtenKeys,
  virtualNumberId: mode === 'shared' ? ids[0] : ids[place]!,
  callerIdNumberId: mode === 'shared' ? null : (ids[1 - place] ?? null),
});
