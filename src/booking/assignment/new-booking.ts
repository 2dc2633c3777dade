import type { INSERT_BOOKINGS } from './insert-bookings.sql.js';

/** The rows of a set of bookings of one pool, written under the same keys. */
type BookingSet = Parameters<typeof INSERT_BOOKINGS>[0];

/** The rows of one booking. */
export interface NewBooking extends Omit<BookingSet, 'bookings'> {
  booking: BookingSet['bookings'][number];
}

/**
 * Returns the parameters of INSERT_BOOKINGS.
 * @param batch bookings of one pool, written under the same keys
 */
export const bookingSetOf = (batch: readonly NewBooking[]): BookingSet => ({
  poolId: batch[0]!.poolId,
  writtenKeys: batch[0]!.writtenKeys,
  bookings: batch.map(({ booking }) => booking),
  routes: batch.flatMap(({ routes }) => routes),
  parties: batch.flatMap(({ parties }) => parties),
  alternates: batch.flatMap(({ alternates }) => alternates),
  pins: batch.flatMap(({ pins }) => pins),
  acts: batch.flatMap(({ acts }) => acts),
});

/** Returns the keys of rows that only one booking can have: its reference and its routes. */
export const keysOf = ({ poolId, booking, routes }: NewBooking): string[] => [
  `${poolId} ${booking.reference}`,
  ...routes.map(
    ({ virtualNumberId, callerIndex }) => `${virtualNumberId} ${callerIndex.toString('base64')}`,
  ),
];

/**
 * Splits bookings into batches of one pool and the same keys. No two bookings of a batch need the
 * same route or reference.
 */
export function batchesOf(bookings: readonly NewBooking[]): NewBooking[][] {
  const batches: { common: string; wanted: Set<string>; bookings: NewBooking[] }[] = [];
  for (const booking of bookings) {
    const common = `${booking.poolId} ${booking.writtenKeys.join()}`;
    const wanted = keysOf(booking);
    let batch = batches.find(
      (other) => other.common === common && !wanted.some((key) => other.wanted.has(key)),
    );
    if (!batch) batches.push((batch = { common, wanted: new Set(), bookings: [] }));
    batch.bookings.push(booking);
    for (const key of wanted) batch.wanted.add(key);
  }
  return batches.map((batch) => batch.bookings);
}
