import { type RowOf, snakeCase } from '../../platform/database/index.js';
import type { Booking } from './booking.entity.js';

/**
 * The columns of `booking` that creating and updating write exactly as the client sends them: all
 * client input except parties, virtual number and end. Add a new option here.
 */
export const BOOKING_OPTIONS = {
  startsAt: 'timestamptz?',
  idleTtlSeconds: 'integer?',
  maxExpiresAt: 'timestamptz?',
  quietHours: 'jsonb?',
  callRecording: 'boolean?',
  callersAllowed: 'text[]?',
  channels: 'text[]?',
  announcement: 'jsonb?',
  metadata: 'jsonb?',
} as const;

type Option = keyof typeof BOOKING_OPTIONS;
/** Options as they are written; times may be RFC 3339 texts. */
export type BookingOptions = { [K in Option]: Written<Booking[K]> };
type Written<Value> = Value extends Date ? Date | string : Value;
export type BookingOptionRow = RowOf<Booking, Option>;

/** Pairs each option with its column, in a fixed order. */
export const OPTION_COLUMNS = Object.keys(BOOKING_OPTIONS).map((option) => ({
  option: option as Option,
  column: snakeCase(option),
}));

/** The values stored for options that the client omits. */
const DEFAULTS: BookingOptions = {
  startsAt: null,
  idleTtlSeconds: null,
  maxExpiresAt: null,
  quietHours: null,
  callRecording: null,
  callersAllowed: null,
  channels: null,
  announcement: null,
  metadata: {},
};

/** Returns the options of a new booking, with defaults for the omitted ones. */
export function optionsOf(request: Partial<BookingOptions>): BookingOptions {
  const options: Partial<Record<Option, unknown>> = {};
  for (const { option } of OPTION_COLUMNS) options[option] = request[option] ?? DEFAULTS[option];
  return options as BookingOptions;
}
