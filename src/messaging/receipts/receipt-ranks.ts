/**
 * Receipts arrive in any order and more than once. The one with the highest rank counts.
 *
 * `delivered_to_operator` is no proof of arrival, so a failure after it counts more. A proof of
 * arrival counts more than any failure.
 */
const RANKS: Readonly<Record<string, number>> = {
  queued: 1,
  sent: 2,
  'delivered/delivered_to_operator': 3,
  rejected: 4,
  undelivered: 5,
  delivered: 6,
  'delivered/delivered_to_recipient': 7,
  read: 8,
};

/** From this rank on, the text has arrived at the recipient. */
export const DELIVERED_RANK = 6;

/** Returns the rank of a receipt; 0 if its state is unknown. */
export const rankOfReceipt = (state: string, detail: string | undefined): number =>
  RANKS[`${state}/${detail ?? ''}`] ?? RANKS[state] ?? 0;

/** Whether a receipt proves that 8x8 has taken the text. */
export const isTaken = (state: string): boolean => state !== 'rejected';
