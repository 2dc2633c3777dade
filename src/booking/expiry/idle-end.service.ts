import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import { LOCK_USED_BOOKINGS, MOVE_ENDS } from './idle-end.sql.js';

/** When the parties of a booking were in contact, by the clock of the database. */
export interface BookingUse {
  poolId: string;
  bookingId: string;
  usedAt: Date;
}

/** Moves the ends of bookings with `idleTtlSeconds` on with their use. */
@Injectable()
export class IdleEndService {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Moves the end of each booking to `idleTtlSeconds` after its last use, but not beyond
   * `maxExpiresAt`. Repeating it changes nothing. Does not revive a booking that has ended.
   */
  async moveEnds(uses: readonly BookingUse[]): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(LOCK_USED_BOOKINGS({ uses }));
      await client.query(MOVE_ENDS({ uses }));
    });
  }
}
