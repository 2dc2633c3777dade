import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../platform/database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import {
  COUNT_RECENT_CALLS,
  FIND_ANNOUNCEMENT,
  FIND_CALL_PARTIES,
  RECORD_APP_CALL,
} from './app-call.sql.js';

/** A party and its route; missing values are null. */
export interface CallPartiesRow {
  pool_id: string;
  sub_account_id: string;
  booking_id: string;
  virtual_number: string;
  virtual_number_id: number;
  /** The number that the callee sees; null only if the party has no route. */
  caller_id: string | null;
  role: string | null;
  number_ciphertext: Buffer | null;
  number_index: Buffer | null;
  callee_role: string | null;
  caller_index: Buffer | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  is_callable: boolean;
  max_calls_per_minute: number | null;
  /** Of the booking; null: the pool's. */
  announcement: CallerMessage | null;
  language: string | null;
}

/** A call that 8x8 started at Maskline's request. */
export interface AppCallRecord {
  poolId: string;
  sessionId: string;
  bookingId: string;
  virtualNumber: string;
  callerRole: string;
  calleeRole: string;
  callerIndex: Buffer;
}

@Injectable()
export class AppCallRepository {
  constructor(private readonly database: PostgresPool) {}

  /** @returns undefined if there is no such booking */
  async findParties(bookingId: string, role: string): Promise<CallPartiesRow | undefined> {
    return (await this.database.run<CallPartiesRow>(FIND_CALL_PARTIES({ bookingId, role })))[0];
  }

  /** Returns the pool's announcement for a caller. */
  async findAnnouncement(caller: {
    poolId: string;
    language: string | null;
    callingCode: string | undefined;
  }): Promise<CallerMessage | null> {
    const query = FIND_ANNOUNCEMENT(caller);
    const rows = await this.database.run<{ announcement: CallerMessage | null }>(query);
    return rows[0]?.announcement ?? null;
  }

  /**
   * Counts the caller's calls to the number in the last minute.
   * @param callerIndexes the caller's blind index under each key
   */
  async countRecentCalls(callerIndexes: Buffer[], virtualNumber: string): Promise<number> {
    const query = COUNT_RECENT_CALLS({ callerIndexes, virtualNumber });
    return (await this.database.run<{ calls: number }>(query))[0]!.calls;
  }

  async record(call: AppCallRecord): Promise<void> {
    await this.database.run(RECORD_APP_CALL(call));
  }
}
