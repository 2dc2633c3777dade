import type { RowOf } from '../../platform/database/index.js';
import type { Booking } from './booking.entity.js';

/**
 * What a client may say about a booking besides its parties, number and end: the columns of `booking`
 * that creating and updating write as they are given. A new one is added here.
 */
export const BOOKING_OPTIONS = {
  callRecording: 'boolean?',
  callersAllowed: 'text[]?',
  announcement: 'jsonb?',
  metadata: 'jsonb?',
} as const;

type Option = keyof typeof BOOKING_OPTIONS;
export type BookingOptions = Pick<Booking, Option>;
export type BookingOptionRow = RowOf<Booking, Option>;

/** Option and column, in one order. */
export const OPTION_COLUMNS = Object.keys(BOOKING_OPTIONS).map((option) => ({
  option: option as Option,
  column: option.replaceAll(/[A-Z]/g, '_$&').toLowerCase(),
}));

/** What is stored where the client says nothing. */
const DEFAULTS: BookingOptions = {
  callRecording: null,
  callersAllowed: null,
  announcement: null,
  metadata: {},
};

/** The options of a new booking. */
export function optionsOf(request: Partial<BookingOptions>): BookingOptions {
  const options: Partial<Record<Option, unknown>> = {};
  for (const { option } of OPTION_COLUMNS) options[option] = request[option] ?? DEFAULTS[option];
  return options as BookingOptions;
}
