/** All event types; `docs/events.md` describes each. */
export const EVENT_TYPES = [
  'booking.created',
  'booking.number_changed',
  'booking.completed',
  'booking.cancelled',
  'booking.expired',
  'booking.reopened',
  'booking.reported',
  'call.started',
  'call.answered',
  'call.missed',
  'call.ended',
  'call.refused',
  'number.state_changed',
  'pool.low',
  'pool.exhausted',
  'pool.sync_held',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
