import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { PostgresPool } from '../../database/index.js';
import type { NumberTraces } from '../../security/index.js';
import type { SessionRow } from '../records/call-record.repository.js';
import {
  ERASE_CALLS,
  ERASE_PATH,
  FIND_CALLS,
  FIND_PATHS,
  FIND_PATHS_OF_CALLS,
  HOLD_CALLS,
  LIST_CALLS_OF_PHONE,
  SELECT_CALLS,
} from './call-traces.sql.js';

export interface CallKey {
  pool_id: string;
  session_id: string;
}

export interface PathRow extends CallKey {
  recording_id: string;
  file_path: string;
}

export interface PhoneCallRow extends CallKey {
  /** Those at whose far end the phone is. */
  legs: ('A' | 'B')[];
  /** Of these legs: of a call from the app both begin as `B`. */
  call_ids: string[];
  /** To the microsecond, which a Date cannot hold. */
  created_at_text: string;
  kept_until: Date | null;
}

/** Finds a phone in calls. */
@Injectable()
export class CallTracesRepository {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
  ) {}

  find({ indexes }: NumberTraces): Promise<CallKey[]> {
    return this.database.scan<CallKey>(FIND_CALLS, [indexes]);
  }

  /** @returns how many of them are under way */
  erase(poolId: string, sessionIds: readonly string[], { indexes }: NumberTraces): Promise<number> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<{ under_way: number }>({
        ...HOLD_CALLS,
        values: [poolId, sessionIds],
      });
      await client.query({ ...ERASE_CALLS, values: [poolId, sessionIds, indexes] });
      return rows[0]!.under_way;
    });
  }

  /** @param sessionIds undefined: of all */
  findPaths({ written }: NumberTraces, sessionIds?: readonly string[]): Promise<PathRow[]> {
    const values = [written.digits, written.separators];
    return sessionIds === undefined
      ? this.database.scan<PathRow>(FIND_PATHS, values)
      : this.database.run<PathRow>(FIND_PATHS_OF_CALLS, [sessionIds, ...values]);
  }

  async erasePath({ pool_id: poolId, session_id, recording_id }: PathRow): Promise<void> {
    await this.database.run(ERASE_PATH, [poolId, session_id, recording_id]);
  }

  /** Newest first. */
  async list(
    { indexes }: NumberTraces,
    before: { time: string; sessionId: string } | undefined,
    limit: number,
    keptDays: number,
  ): Promise<(PhoneCallRow & { call: SessionRow })[]> {
    const values = [indexes, before?.time, before?.sessionId, limit, keptDays];
    const own = await this.database.scan<PhoneCallRow>(LIST_CALLS_OF_PHONE, values);
    const calls = await this.database.run<SessionRow>(SELECT_CALLS, [
      own.map(({ pool_id }) => pool_id),
      own.map(({ session_id }) => session_id),
      this.settings.callUnknownAfterHours,
    ]);
    return own.flatMap((row) => {
      const call = calls.find(
        ({ pool_id, session_id }) => pool_id === row.pool_id && session_id === row.session_id,
      );
      // Gone meanwhile.
      return call ? [{ ...row, call }] : [];
    });
  }
}
