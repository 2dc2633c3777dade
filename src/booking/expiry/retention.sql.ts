import { byUuid, retained } from '../../platform/database/index.js';
import { isNotHeld } from '../abuse-reports/abuse-report.sql.js';

/** Retention of ended bookings. Deletes their parties, routes, PINs and abuse reports as well. */
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
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now())
       and ${isNotHeld({ poolId: 'booking.pool_id', id: 'booking.id' })}`,
  order: `ended_at at time zone 'UTC'`,
  ...byUuid('id'),
});
