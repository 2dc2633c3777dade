import { EncryptedDigest, EncryptedNumber, EncryptedText } from '../../platform/security/index.js';

interface BookingKey {
  poolId: string;
  bookingId: string;
}

interface PartyKey extends BookingKey {
  role: string;
}

interface RouteKey extends BookingKey {
  virtualNumberId: number;
  callerIndex: Buffer;
}

/** The digest of what a booking was created with. */
export const BOOKING_CONTENT = new EncryptedDigest<BookingKey>(
  'booking-content',
  ({ poolId, bookingId }) => [poolId, bookingId],
);

/** The first phone of a party. */
export const PARTY_NUMBER = new EncryptedNumber<PartyKey>(
  'party',
  ({ poolId, bookingId, role }) => [poolId, bookingId, role],
);

/** A further phone of a party; positions begin with 1. */
export const PARTY_ALTERNATE = new EncryptedNumber<PartyKey & { position: number }>(
  'party-alternate',
  ({ poolId, bookingId, role, position }) => [poolId, bookingId, role, position],
);

/** The column that has a party's phone of this position; 0 is its first one. */
export const phoneColumn = (position: number): EncryptedNumber<PartyKey & { position: number }> =>
  position === 0 ? PARTY_NUMBER : PARTY_ALTERNATE;

export const PARTY_PIN = new EncryptedText<PartyKey>('party-pin', ({ poolId, bookingId, role }) => [
  poolId,
  bookingId,
  role,
]);

/** The callee of a route. For a call only `RouteOpener` opens it. */
export const ROUTE_CALLEE = new EncryptedNumber<RouteKey>(
  'route',
  ({ poolId, bookingId, virtualNumberId, callerIndex }) => [
    poolId,
    bookingId,
    virtualNumberId,
    callerIndex,
  ],
);
