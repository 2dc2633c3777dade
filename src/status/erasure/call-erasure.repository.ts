import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { ErasureSubject } from '../../platform/security/index.js';
import type { CallSession } from '../ingest/call-session.entity.js';
import type { Recording } from '../ingest/recording.entity.js';
import type { SessionRow } from '../records/call-record.repository.js';
import {
  ERASE_CALLS,
  ERASE_PATH,
  FIND_CALLS,
  FIND_PATHS,
  FIND_PATHS_OF_CALLS,
  LOCK_CALLS,
  LIST_CALLS_OF_PHONE,
  SELECT_CALLS,
} from './call-erasure.sql.js';

export type CallKey = RowOf<CallSession, 'poolId' | 'sessionId'>;

export type PathRow = RowOf<Recording, 'poolId' | 'sessionId' | 'recordingId'> & {
  file_path: string;
};

export interface PhoneCallRow extends CallKey {
  /** Legs with the phone at their far end. */
  legs: ('A' | 'B')[];
  /** Call ids of these legs: in a call from the app both legs begin as `B`. */
  call_ids: string[];
  /** `created_at` with microseconds, which a Date cannot represent. */
  created_at_text: string;
  kept_until: Date | null;
}

/** Finds and erases a phone number in calls. */
@Injectable()
export class CallErasureRepository {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
  ) {}

  find({ indexes }: ErasureSubject): Promise<CallKey[]> {
    const { text, values } = FIND_CALLS({ indexes });
    return this.database.scan<CallKey>(text, values);
  }

  /** Erases the phone from a batch of calls. @returns the number of calls still in progress */
  erase(
    poolId: string,
    sessionIds: readonly string[],
    { indexes }: ErasureSubject,
  ): Promise<number> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<{ under_way: number }>(
        LOCK_CALLS({ poolId, sessionIds }),
      );
      await client.query(ERASE_CALLS({ poolId, sessionIds, indexes }));
      return rows[0]!.under_way;
    });
  }

  /**
   * Finds recordings whose file path contains the number.
   * @param sessionIds sessions to search; undefined for all
   */
  findPaths({ written }: ErasureSubject, sessionIds?: readonly string[]): Promise<PathRow[]> {
    const { digits, separators } = written;
    if (sessionIds) {
      return this.database.run<PathRow>(FIND_PATHS_OF_CALLS({ sessionIds, digits, separators }));
    }
    const { text, values } = FIND_PATHS({ digits, separators });
    return this.database.scan<PathRow>(text, values);
  }

  async erasePath(path: PathRow): Promise<void> {
    const { pool_id: poolId, session_id: sessionId, recording_id: recordingId } = path;
    await this.database.run(ERASE_PATH({ poolId, sessionId, recordingId }));
  }

  /** Lists the calls of the phone, newest first. */
  async list(
    { indexes }: ErasureSubject,
    before: { time: string; sessionId: string } | undefined,
    limit: number,
    keptDays: number,
  ): Promise<(PhoneCallRow & { call: SessionRow })[]> {
    const { text, values } = LIST_CALLS_OF_PHONE({
      indexes,
      beforeTime: before?.time,
      beforeSessionId: before?.sessionId,
      limit,
      keptDays,
    });
    const own = await this.database.scan<PhoneCallRow>(text, values);
    const records = await this.database.run<SessionRow>(
      SELECT_CALLS({
        calls: own.map(({ pool_id: poolId, session_id: sessionId }) => ({ poolId, sessionId })),
        unknownAfterHours: this.settings.callUnknownAfterHours,
      }),
    );
    return own.flatMap((row) => {
      const call = records.find(
        ({ pool_id, session_id }) => pool_id === row.pool_id && session_id === row.session_id,
      );
      // Undefined if it was deleted in the meantime.
      return call ? [{ ...row, call }] : [];
    });
  }
}
