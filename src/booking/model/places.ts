import { place } from '../../security/index.js';

/** Where a party's number is kept: its cipher text opens nowhere else. */
export const partyPlace = (poolId: string, bookingId: string, role: string): Buffer =>
  place('party', poolId, bookingId, role);

/** Where an alternate number of a party is kept. */
export const alternatePlace = (
  poolId: string,
  bookingId: string,
  role: string,
  position: number,
): Buffer => place('party-alternate', poolId, bookingId, role, position);

/** Where a phone of a party is kept; position 0 is its first one. */
export const phonePlace = (
  poolId: string,
  bookingId: string,
  role: string,
  position: number,
): Buffer =>
  position === 0
    ? partyPlace(poolId, bookingId, role)
    : alternatePlace(poolId, bookingId, role, position);

/** Where the digest of what a booking was created with is kept. */
export const contentPlace = (poolId: string, bookingId: string): Buffer =>
  place('booking-content', poolId, bookingId);

/** Where a party's PIN is kept. */
export const pinPlace = (poolId: string, bookingId: string, role: string): Buffer =>
  place('party-pin', poolId, bookingId, role);

/** Where a route's callee is kept: its cipher text opens in no other route. */
export const routePlace = (
  poolId: string,
  bookingId: string,
  virtualNumberId: number,
  callerIndex: Buffer,
): Buffer => place('route', poolId, bookingId, virtualNumberId, callerIndex);
