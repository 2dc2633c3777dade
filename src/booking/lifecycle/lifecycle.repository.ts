import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { BookingNotFoundError } from '../model/booking.errors.js';
import { LOCK_BOOKING, READ_LOCKED_BOOKING } from './lifecycle.sql.js';
import { LockedBooking, type LockedBookingRow } from './locked-booking.js';

@Injectable()
export class LifecycleRepository {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Locks a booking against every other change while `change` runs, in one transaction.
   * @param expiresAt a time to compare with the database clock
   */
  lock<Result>(
    { poolId, id }: { poolId: string; id: string },
    change: (booking: LockedBooking) => Promise<Result>,
    expiresAt?: string,
  ): Promise<Result> {
    return this.database.transaction(async (client) => {
      await client.query(LOCK_BOOKING({ poolId, id }));
      const { rows } = await client.query<LockedBookingRow>(
        READ_LOCKED_BOOKING({ poolId, id, expiresAt }),
      );
      // The booking was deleted after it was found.
      if (!rows[0]) throw new BookingNotFoundError();
      return change(new LockedBooking(client, poolId, rows[0]));
    });
  }
}
