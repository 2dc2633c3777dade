import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import { MAX_SEARCHED } from '../../platform/rest/index.js';
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
  /** Indexes of the caller's phone, one per readable key. */
  callers?: readonly Buffer[];
  virtualNumber?: string;
  outcome?: CallOutcome;
  /** ISO 8601; `from` is inclusive, `to` exclusive. */
  from?: string;
  to?: string;
  before?: CallPosition;
}

/** The place of a call in a list. */
export interface CallPosition {
  /** With microseconds. */
  time: string;
  sessionId: string;
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

  /**
   * Lists calls, newest first. A search by outcome sees at most `MAX_SEARCHED` calls.
   * @returns the calls, and where the search ended; undefined: it saw all calls
   */
  async list(
    { outcome, ...filter }: CallFilter,
    limit: number,
  ): Promise<{ rows: SessionRow[]; searchedTo?: CallPosition }> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const searchedTo = outcome && (await this.endOfSearch(filter));
    const hours = `${value(this.settings.callUnknownAfterHours)}::integer`;
    const conditions = [
      ...conditionsOf(filter, value),
      outcome && `(${outcomeOf(hours)}) = ${value(outcome)}`,
      searchedTo && `${POSITION} >= ${positionOf(searchedTo, value)}`,
    ].filter(Boolean);
    const rows = await this.database.read<SessionRow>(
      `${selectSession(hours)} ${where(conditions)} ${NEWEST_FIRST} limit ${value(limit)}`,
      values,
    );
    return { rows, ...(searchedTo && { searchedTo }) };
  }

  /** Returns the last call that a search may see; undefined if it may see all. */
  private async endOfSearch(
    filter: Omit<CallFilter, 'outcome'>,
  ): Promise<CallPosition | undefined> {
    const values: unknown[] = [];
    const value = (of: unknown): string => `$${values.push(of)}`;
    const conditions = conditionsOf(filter, value);
    const [last] = await this.database.read<{ time: string; session_id: string }>(
      `select s.created_at::text as time, s.session_id from call_session s
        ${where(conditions)} ${NEWEST_FIRST} offset ${value(MAX_SEARCHED - 1)} limit 1`,
      values,
    );
    return last && { time: last.time, sessionId: last.session_id };
  }
}

const POSITION = `(${TIME}, s.session_id)`;
const NEWEST_FIRST = `order by ${TIME} desc, s.session_id desc`;

type ValueOf = (value: unknown) => string;
const positionOf = ({ time, sessionId }: CallPosition, value: ValueOf): string =>
  `(${utc(value(time))}, ${value(sessionId)})`;

const where = (conditions: readonly unknown[]): string =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';

const conditionsOf = (
  { poolIds, bookingId, callers, virtualNumber, from, to, before }: Omit<CallFilter, 'outcome'>,
  value: ValueOf,
): string[] =>
  [
    poolIds && `s.pool_id = any(${value(poolIds)}::uuid[])`,
    bookingId && `s.booking_id = ${value(bookingId)}`,
    callers && `s.caller_index = any(${value(callers)}::bytea[])`,
    virtualNumber && `s.virtual_number = ${value(virtualNumber)}`,
    from && `${TIME} >= ${utc(value(from))}`,
    to && `${TIME} < ${utc(value(to))}`,
    before && `${POSITION} < ${positionOf(before, value)}`,
  ].filter((condition): condition is string => typeof condition === 'string' && condition !== '');
