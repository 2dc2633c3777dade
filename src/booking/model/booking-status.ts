/** `open`: a party has yet to join; stored as `active`, with `is_open`. */
export const BOOKING_STATUSES = ['open', 'active', 'completed', 'cancelled', 'expired'] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

/** The statuses with which a client can end a booking. */
export type EndedStatus = 'completed' | 'cancelled';

const TRANSITIONS: Readonly<Record<BookingStatus, readonly BookingStatus[]>> = {
  open: ['active', 'completed', 'cancelled', 'expired'],
  active: ['open', 'completed', 'cancelled', 'expired'],
  completed: ['active'],
  cancelled: [],
  expired: ['active'],
};

/** Whether the booking has not ended. */
export const isLive = (status: BookingStatus): boolean => status === 'open' || status === 'active';

export const canBecome = (from: BookingStatus, to: BookingStatus): boolean =>
  TRANSITIONS[from].includes(to);
