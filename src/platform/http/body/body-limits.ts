const KIB = 1024;
const MIB = 1024 * KIB;

/** Bytes that a client of the admin API may send, unless a higher limit is set below. */
export const ADMIN_BODY_LIMIT = 64 * KIB;

/** Bytes of a carrier message. The largest, a session summary, has some 2 KiB. */
const CARRIER_BODY_LIMIT = 256 * KIB;

/** A batch has more values than any other request. */
export const BATCH_ROUTE = '/v1/bookings/batch';

/**
 * Routes of the admin API with larger bodies, given each field at its longest and in any script.
 */
const ADMIN_LIMITS: Readonly<Record<string, number>> = {
  // Eight messages of 3,000 characters, in 21 languages.
  '/v1/pools': 2 * MIB,
  '/v1/pools/:pool': 2 * MIB,
  // 500 bookings of 4 KiB.
  [BATCH_ROUTE]: 2 * MIB,
  // 1,000 numbers.
  '/v1/pools/:pool/numbers': MIB,
};

/** A snapshot of 100,000 numbers has some 40 MB. */
export const LARGE_MESSAGE_ROUTE = '/webhooks/8x8/virtual-numbers';
const LARGE_MESSAGE_LIMIT = 64 * MIB;

/** Returns the maximum bytes of a body, by the pattern of its route. */
export function bodyLimitOf(url: string): number {
  if (url === LARGE_MESSAGE_ROUTE) return LARGE_MESSAGE_LIMIT;
  if (url.startsWith('/webhooks/')) return CARRIER_BODY_LIMIT;
  return ADMIN_LIMITS[url] ?? ADMIN_BODY_LIMIT;
}
