import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PostgresPool } from '../../platform/database/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import { FIND_MENTIONS, REWRITE_REFERENCE, REWRITE_REFERENCES } from './event-erasure.sql.js';

interface MentionRow {
  pool_id: string;
  id: string;
  booking_id: string;
  reference: string;
}

/** Erases phone numbers from booking references, which events repeat. */
@Injectable()
export class EventErasureService {
  constructor(private readonly database: PostgresPool) {}

  /**
   * Updates the reference in the events of a booking, in the transaction that changes the booking.
   */
  async rename(
    client: PoolClient,
    { poolId, id: bookingId, reference }: { poolId: string; id: string; reference: string },
  ): Promise<void> {
    await client.query(REWRITE_REFERENCES({ poolId, bookingId, reference }));
  }

  /** Erases a number from events, including events of deleted bookings. */
  async eraseMentions({ written }: ErasureSubject): Promise<void> {
    const { digits, separators } = written;
    const { text, values } = FIND_MENTIONS({ digits, separators });
    const rows = await this.database.scan<MentionRow>(text, values);
    for (const row of rows) {
      if (written.erasedFrom(row.reference, 'international') === row.reference) continue;
      const reference = erasedReference(row.booking_id);
      await this.database.run(REWRITE_REFERENCE({ poolId: row.pool_id, id: row.id, reference }));
    }
  }
}

/** Returns a replacement reference without the number. It is unique, as references must be. */
export const erasedReference = (bookingId: string): string => `erased:${bookingId}`;
