import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { EventType } from './event-type.js';
import { FIND_HOURLY_EVENT, WRITE_EVENTS, WRITE_HOURLY_EVENT } from './event.sql.js';

/** An event of a pool or a virtual number. Must not contain a party's phone number. */
export interface NewEvent {
  poolId: string;
  type: EventType;
  payload: Record<string, unknown>;
}

/**
 * Writes events of changes that take several SQL statements. A single statement uses `emitEvents`.
 */
@Injectable()
export class EventWriter {
  constructor(private readonly database: PostgresPool) {}

  /** @param query runs a statement in the transaction that made the changes */
  async write(
    query: (text: string, values: unknown[]) => Promise<unknown>,
    events: readonly NewEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    const { text, values } = WRITE_EVENTS({ events });
    await query(text, values);
  }

  /** Writes an event at most once per pool, type and hour (UTC), across all replicas. */
  async writeHourly(event: NewEvent): Promise<void> {
    await this.database.run(WRITE_HOURLY_EVENT(event));
  }

  /**
   * Whether `writeHourly` has already written this event in this hour. Saves computing the payload.
   */
  async wasWrittenThisHour(poolId: string, type: EventType): Promise<boolean> {
    return (await this.database.run(FIND_HOURLY_EVENT({ poolId, type }))).length > 0;
  }
}
