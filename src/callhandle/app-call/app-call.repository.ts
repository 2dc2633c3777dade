import { Injectable } from '@nestjs/common';
import { PostgresPool } from '../../database/index.js';
import type { CallerMessage } from '../../pool/index.js';
import { COUNT_RECENT_CALLS, FIND_CALL_PARTIES, RECORD_APP_CALL } from './app-call.sql.js';

/** What is on record of a party and its route; null is what is missing. */
export interface CallPartiesRow {
  pool_id: string;
  sub_account_id: string;
  booking_id: string;
  virtual_number: string;
  virtual_number_id: number;
  role: string | null;
  number_ciphertext: Buffer | null;
  number_index: Buffer | null;
  callee_role: string | null;
  caller_index: Buffer | null;
  callee_index: Buffer | null;
  callee_ciphertext: Buffer | null;
  is_callable: boolean;
  max_calls_per_minute: number | null;
  announcement: CallerMessage | null;
}

/** A call that we had 8x8 start. */
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

  /** @returns undefined without such a booking */
  async findParties(bookingId: string, role: string): Promise<CallPartiesRow | undefined> {
    return (await this.database.run<CallPartiesRow>(FIND_CALL_PARTIES, [bookingId, role]))[0];
  }

  /** Calls of the last minute. @param callerIndexes the caller's, under each key */
  async countRecentCalls(callerIndexes: Buffer[], virtualNumber: string): Promise<number> {
    const values = [callerIndexes, virtualNumber];
    return (await this.database.run<{ calls: number }>(COUNT_RECENT_CALLS, values))[0]!.calls;
  }

  async record(call: AppCallRecord): Promise<void> {
    await this.database.run(RECORD_APP_CALL, [
      call.poolId,
      call.sessionId,
      call.bookingId,
      call.virtualNumber,
      call.callerRole,
      call.calleeRole,
      call.callerIndex,
    ]);
  }
}
