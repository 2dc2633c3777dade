/** The steps of an erasure, in their order. */
export const ERASURE_STEPS = [
  'bookings',
  'blocks',
  'abuse-reports',
  'mentions',
  'events',
  'twilio',
  'calls',
  'messages',
  'pin-guards',
] as const;
export type ErasureStep = (typeof ERASURE_STEPS)[number];
