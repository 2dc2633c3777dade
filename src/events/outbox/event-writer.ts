import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { EventType } from './event-type.js';
import { FIND_HOURLY_EVENT, WRITE_EVENTS, WRITE_HOURLY_EVENT } from './event.sql.js';

/** An event of a pool or a virtual number; never with a phone number of a party. */
export interface NewEvent {
  poolId: string;
  type: EventType;
  payload: Record<string, unknown>;
}

/** Writes events of changes that are not a single SQL statement (`emitEvents` is for those). */
@Injectable()
export class EventWriter {
  constructor(private readonly database: PostgresPool) {}

  /** @param query runs a statement in the transaction that has made the changes */
  async write(
    query: (text: string, values: unknown[]) => Promise<unknown>,
    events: readonly NewEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    const { text, values } = WRITE_EVENTS({ events });
    await query(text, values);
  }

  /** Writes an event at most once for each pool, type and hour (UTC), on all replicas together. */
  async writeHourly(event: NewEvent): Promise<void> {
    await this.database.run(WRITE_HOURLY_EVENT(event));
  }

  /** Returns whether `writeHourly` has done so in this hour: saves computing the payload. */
  async wasWrittenThisHour(poolId: string, type: EventType): Promise<boolean> {
    return (await this.database.run(FIND_HOURLY_EVENT({ poolId, type }))).length > 0;
  }
}
