import { byUuid, retained } from '../../platform/database/index.js';

/** Deletes parties, routes and PINs with their booking. */
export const OLD_BOOKINGS = retained({
  name: 'bookings',
  period: 'bookings',
  hasParts: true,
  kind: 'booking',
  table: 'booking',
  old: (before) => `ended_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())`,
  order: `ended_at at time zone 'UTC'`,
  ...byUuid('id'),
});
