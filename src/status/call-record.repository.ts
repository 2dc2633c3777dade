import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { retryingSerializationFailures } from '../database/index.js';
import { SELECT_SESSION, TAKE_MESSAGE } from './status.sql.js';

/** Calls to numbers that no pool of ours has. */
export const NO_POOL = '00000000-0000-0000-0000-000000000000';

export interface LegChange {
  callId: string;
  leg: 'A' | 'B';
  state: string;
  rank: number;
  partyIndex: Buffer | null;
  partyCiphertext: Buffer | null;
  initiatedAt?: Date;
  connectedAt?: Date;
  disconnectedAt?: Date;
  duration?: number;
  mos?: number;
  packetLossRate?: number;
  jitter?: number;
}

/** What a VCS or VSS changes. */
export interface SessionChange {
  poolId: string;
  messageKey: string;
  sessionId: string;
  virtualNumber?: string;
  sessionStatus?: string;
  lastAction?: string;
  errorCode?: number;
  startedAt?: Date;
  endedAt?: Date;
  legs: LegChange[];
}

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

export interface SessionRow {
  pool_id: string;
  pool_name: string | null;
  session_id: string;
  booking_id: string | null;
  virtual_number: string | null;
  decision: 'connect' | 'refuse' | 'ask' | null;
  reason: string | null;
  decided_at: Date | null;
  caller_role: string | null;
  callee_role: string | null;
  /** Of the booking's party, if the caller is one. */
  caller_position: number | null;
  caller_ciphertext: Buffer | null;
  session_status: string | null;
  last_action: string | null;
  error_code: number | null;
  started_at: Date | null;
  ended_at: Date | null;
  created_at: Date;
  /** `created_at` to the microsecond, which a Date cannot hold. */
  created_at_text: string;
  legs: LegRow[];
}

@Injectable()
export class CallRecordRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns false if the message had been taken before */
  async take(change: SessionChange): Promise<boolean> {
    const legs = <Key extends keyof LegChange>(key: Key) => change.legs.map((leg) => leg[key]);
    const rows: { taken: number }[] = await retryingSerializationFailures(() =>
      this.dataSource.query(TAKE_MESSAGE, [
        change.poolId,
        change.messageKey,
        change.sessionId,
        change.virtualNumber,
        change.sessionStatus,
        change.lastAction,
        change.errorCode,
        change.startedAt,
        change.endedAt,
        legs('callId'),
        legs('leg'),
        legs('state'),
        legs('rank'),
        legs('partyIndex'),
        legs('partyCiphertext'),
        legs('initiatedAt'),
        legs('connectedAt'),
        legs('disconnectedAt'),
        legs('duration'),
        legs('mos'),
        legs('packetLossRate'),
        legs('jitter'),
      ]),
    );
    return rows[0]?.taken === 1;
  }

  async poolOfSession(sessionId: string, subAccountId = ''): Promise<string | undefined> {
    const rows: { pool_id: string }[] = await this.dataSource.query(
      `select s.pool_id from call_session s join pool p on p.id = s.pool_id
        where s.session_id = $1 and p.sub_account_id = $2`,
      [sessionId, subAccountId],
    );
    return rows[0]?.pool_id;
  }

  async findSession(sessionId: string): Promise<SessionRow | undefined> {
    const rows: SessionRow[] = await this.dataSource.query(
      `${SELECT_SESSION} where s.session_id = $1 order by s.decision is null limit 1`,
      [sessionId],
    );
    return rows[0];
  }

  /** Newest first. */
  listByBooking(
    { poolId, id }: { poolId: string; id: string },
    limit: number,
    before: { time: string; sessionId: string } | undefined,
  ): Promise<SessionRow[]> {
    return this.dataSource.query(
      `${SELECT_SESSION}
        where s.pool_id = $1 and s.booking_id = $2
          and ($3::timestamptz is null or (s.created_at, s.session_id) < ($3, $4))
        order by s.created_at desc, s.session_id desc
        limit $5`,
      [poolId, id, before?.time, before?.sessionId, limit],
    );
  }
}
