import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../database/index.js';
import type { EventType } from './event-type.js';
import { FIND_HOURLY_EVENT, WRITE_EVENTS, WRITE_HOURLY_EVENT } from './event.sql.js';

/** An event of a pool or a virtual number; never with a phone number of a party. */
export interface NewEvent {
  poolId: string;
  type: EventType;
  payload: Record<string, unknown>;
}

/** Writes events where their change is not one statement by hand (`tellEvents` is for those). */
@Injectable()
export class EventWriter {
  constructor(private readonly database: PostgresPool) {}

  /** @param query runs a statement in the transaction that has made the changes */
  async write(
    query: (text: string, values: unknown[]) => Promise<unknown>,
    events: readonly NewEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    await query(WRITE_EVENTS.text, [
      events.map(({ poolId }) => poolId),
      events.map(({ type }) => type),
      events.map(({ payload }) => JSON.stringify(payload)),
    ]);
  }

  /** Writes an event at most once for each pool, type and hour (UTC), whoever tries. */
  async writeHourly({ poolId, type, payload }: NewEvent): Promise<void> {
    await this.database.run(WRITE_HOURLY_EVENT, [poolId, type, JSON.stringify(payload)]);
  }

  /** Whether `writeHourly` has done so in this hour: spares finding out what it would say. */
  async wasWrittenThisHour(poolId: string, type: EventType): Promise<boolean> {
    return (await this.database.run(FIND_HOURLY_EVENT, [poolId, type])).length > 0;
  }
}
