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

/** Erases phone numbers that a client has written into references, which events repeat. */
@Injectable()
export class EventErasureService {
  constructor(private readonly database: PostgresPool) {}

  /** Gives the events of a booking its new reference, in the transaction that changes it. */
  async rename(
    client: PoolClient,
    { poolId, id: bookingId, reference }: { poolId: string; id: string; reference: string },
  ): Promise<void> {
    await client.query(REWRITE_REFERENCES({ poolId, bookingId, reference }));
  }

  /** Erases the number from events, also from those whose booking has been deleted. */
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

/** Returns a reference without the number that is unique, as references must be. */
export const erasedReference = (bookingId: string): string => `erased:${bookingId}`;
