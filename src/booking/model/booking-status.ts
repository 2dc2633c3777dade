export const BOOKING_STATUSES = ['active', 'completed', 'cancelled', 'expired'] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

/** The statuses with which a client can end a booking. */
export type EndedStatus = 'completed' | 'cancelled';

const TRANSITIONS: Readonly<Record<BookingStatus, readonly BookingStatus[]>> = {
  active: ['completed', 'cancelled', 'expired'],
  completed: ['active'],
  cancelled: [],
  expired: ['active'],
};

export const canBecome = (from: BookingStatus, to: BookingStatus): boolean =>
  TRANSITIONS[from].includes(to);
