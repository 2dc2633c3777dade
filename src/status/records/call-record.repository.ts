import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { CallSession } from '../ingest/call-session.entity.js';
import type { CallOutcome } from './call-outcome.js';
import { FIND_SESSION, selectSession, TIME } from './call-record.sql.js';
import { outcome as outcomeOf } from './outcome.sql.js';

export interface LegRow {
  callId: string;
  leg: 'A' | 'B';
  state: string;
  /** Base64. */
  partyCiphertext: string | null;
  initiatedAt: string | null;
  connectedAt: string | null;
  disconnectedAt: string | null;
  durationSeconds: number | null;
  mos: number | null;
  packetLossRate: number | null;
  jitter: number | null;
}

export interface RecordingRow {
  recordingId: string;
  status: string;
  durationSeconds: number | null;
  filePath: string | null;
}

export type SessionRow = RowOf<CallSession> & {
  pool_name: string | null;
  /** Position of the caller's number among the party's numbers; null if the caller is not a party. */
  caller_position: number | null;
  caller_ciphertext: Buffer | null;
  outcome: CallOutcome;
  talked_seconds: number | null;
  /** `created_at` with microseconds, which a Date cannot represent. */
  created_at_text: string;
  legs: LegRow[];
  recordings: RecordingRow[];
};

export interface CallFilter {
  /** Null for all pools. */
  poolIds: readonly string[] | null;
  bookingId?: string;
  virtualNumber?: string;
  outcome?: CallOutcome;
  /** ISO 8601; `from` is inclusive, `to` exclusive. */
  from?: string;
  to?: string;
  before?: { time: string; sessionId: string };
}

const utc = (value: string): string => `(${value}::timestamptz at time zone 'UTC')`;

@Injectable()
export class CallRecordRepository {
  constructor(
    private readonly database: PostgresPool,
    private readonly settings: Settings,
  ) {}

  /**
   * Finds a call by its session id.
   * @param poolIds pools to search; null for all
   */
  async findSession(
    sessionId: string,
    poolIds: readonly string[] | null,
  ): Promise<SessionRow | undefined> {
    const unknownAfterHours = this.settings.callUnknownAfterHours;
    const query = FIND_SESSION({ sessionId, poolIds, unknownAfterHours });
    return (await this.database.run<SessionRow>(query))[0];
  }

  /** Lists calls, newest first. */
  async list(filter: CallFilter, limit: number): Promise<SessionRow[]> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const hours = `${value(this.settings.callUnknownAfterHours)}::integer`;
    const { poolIds, bookingId, virtualNumber, outcome, from, to, before } = filter;
    const conditions = [
      poolIds && `s.pool_id = any(${value(poolIds)}::uuid[])`,
      bookingId && `s.booking_id = ${value(bookingId)}`,
      virtualNumber && `s.virtual_number = ${value(virtualNumber)}`,
      outcome && `(${outcomeOf(hours)}) = ${value(outcome)}`,
      from && `${TIME} >= ${utc(value(from))}`,
      to && `${TIME} < ${utc(value(to))}`,
      before &&
        `(${TIME}, s.session_id) < (${utc(value(before.time))}, ${value(before.sessionId)})`,
    ].filter(Boolean);
    const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
    return this.database.read<SessionRow>(
      `${selectSession(hours)} ${where}
        order by ${TIME} desc, s.session_id desc limit ${value(limit)}`,
      values,
    );
  }
}
