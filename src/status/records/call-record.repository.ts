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
  /** Of the booking's party, if the caller is one. */
  caller_position: number | null;
  caller_ciphertext: Buffer | null;
  outcome: CallOutcome;
  talked_seconds: number | null;
  /** `created_at` to the microsecond: a Date is less precise. */
  created_at_text: string;
  legs: LegRow[];
  recordings: RecordingRow[];
};

export interface CallFilter {
  /** Null: all. */
  poolIds: readonly string[] | null;
  bookingId?: string;
  virtualNumber?: string;
  outcome?: CallOutcome;
  /** ISO 8601; from (included) to (not included). */
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

  /** @param poolIds pools that it may belong to; null: all */
  async findSession(
    sessionId: string,
    poolIds: readonly string[] | null,
  ): Promise<SessionRow | undefined> {
    const unknownAfterHours = this.settings.callUnknownAfterHours;
    const query = FIND_SESSION({ sessionId, poolIds, unknownAfterHours });
    return (await this.database.run<SessionRow>(query))[0];
  }

  /** Newest first. */
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
