import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PostgresPool, type PreparedStatement } from '../../database/index.js';
import type { NumberTraces } from '../../security/index.js';

/** All that a client wrote itself and that events repeat. $1 digits, $2 separators */
const FIND_MENTIONS = `
  select pool_id, id, booking_id, payload ->> 'reference' as reference from outbox_event
   where translate(payload ->> 'reference', $2, '') like '%' || $1 || '%'`;

/** $1 pool, $2 event, $3 reference */
const REWRITE_REFERENCE: PreparedStatement = {
  name: 'rewrite-reference-of-event',
  text: `
  update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text))
   where pool_id = $1 and id = $2`,
};

/** $1 pool, $2 booking, $3 reference */
const REWRITE_REFERENCES: PreparedStatement = {
  name: 'rewrite-references-of-events',
  text: `
  update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text), false)
   where pool_id = $1 and booking_id = $2`,
};

interface MentionRow {
  pool_id: string;
  id: string;
  booking_id: string;
  reference: string;
}

/** The references of bookings that events repeat: a client may have written a phone number into one. */
@Injectable()
export class EventTracesService {
  constructor(private readonly database: PostgresPool) {}

  /** Gives the events of a booking its new reference, in the transaction that changes it. */
  async rename(
    client: PoolClient,
    booking: { poolId: string; id: string; reference: string },
  ): Promise<void> {
    const values = [booking.poolId, booking.id, booking.reference];
    await client.query({ ...REWRITE_REFERENCES, values });
  }

  /** Takes the number out of events whose booking may be gone. */
  async eraseMentions({ written }: NumberTraces): Promise<void> {
    const values = [written.digits, written.separators];
    const rows = await this.database.scan<MentionRow>(FIND_MENTIONS, values);
    for (const row of rows) {
      if (written.erasedFrom(row.reference, 'international') === row.reference) continue;
      const reference = erasedReference(row.booking_id);
      await this.database.run(REWRITE_REFERENCE, [row.pool_id, row.id, reference]);
    }
  }
}

/** References are unique: those that had the number would be so no more without it. */
export const erasedReference = (bookingId: string): string => `erased:${bookingId}`;
