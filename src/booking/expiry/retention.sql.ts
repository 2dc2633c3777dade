import { byUuid, retained } from '../../platform/database/index.js';

/** Retention of ended bookings. Deletes their parties, routes and PINs as well. */
export const OLD_BOOKINGS = retained({
  name: 'bookings',
  period: 'bookings',
  hasParts: true,
  kind: 'booking',
  table: 'booking',
  old: (before) => `ended_at at time zone 'UTC' < (${before}) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- Keeps a booking that has a route which still reserves its virtual number.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())`,
  order: `ended_at at time zone 'UTC'`,
  ...byUuid('id'),
});
