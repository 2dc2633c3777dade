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

/** The digest of the create request of a booking. */
export const BOOKING_CONTENT = new EncryptedDigest<BookingKey>(
  'booking-content',
  ({ poolId, bookingId }) => [poolId, bookingId],
);

/** The first phone number of a party. */
export const PARTY_NUMBER = new EncryptedNumber<PartyKey>(
  'party',
  ({ poolId, bookingId, role }) => [poolId, bookingId, role],
);

/** An alternate phone number of a party; positions start at 1. */
export const PARTY_ALTERNATE = new EncryptedNumber<PartyKey & { position: number }>(
  'party-alternate',
  ({ poolId, bookingId, role, position }) => [poolId, bookingId, role, position],
);

/** Returns the column of a party's phone number by its position; 0 is the first number. */
export const phoneColumn = (position: number): EncryptedNumber<PartyKey & { position: number }> =>
  position === 0 ? PARTY_NUMBER : PARTY_ALTERNATE;

export const PARTY_PIN = new EncryptedText<PartyKey>('party-pin', ({ poolId, bookingId, role }) => [
  poolId,
  bookingId,
  role,
]);

/** The callee of a route. When connecting a call, only `RouteOpener` decrypts it. */
export const ROUTE_CALLEE = new EncryptedNumber<RouteKey>(
  'route',
  ({ poolId, bookingId, virtualNumberId, callerIndex }) => [
    poolId,
    bookingId,
    virtualNumberId,
    callerIndex,
  ],
);

interface BlockKey {
  poolId: string;
  blockedIndex: Buffer;
  blockedFromIndex: Buffer;
}

const blockKey = ({ poolId, blockedIndex, blockedFromIndex }: BlockKey) => [
  poolId,
  blockedIndex,
  blockedFromIndex,
];

/** The phone number of a blocked person. */
export const BLOCKED_NUMBER = new EncryptedNumber<BlockKey>('block', blockKey);

/** The phone number that a blocked person may not reach. */
export const BLOCKED_FROM_NUMBER = new EncryptedNumber<BlockKey>('block-from', blockKey);

export const BLOCK_REASON = new EncryptedText<BlockKey>('block-reason', blockKey);

/** The text of an abuse report. */
export const REPORT_TEXT = new EncryptedText<{ poolId: string; reportId: string }>(
  'abuse-report',
  ({ poolId, reportId }) => [poolId, reportId],
);
