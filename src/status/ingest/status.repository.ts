import { Injectable } from '@nestjs/common';
import { type BookingUse, IdleEndService } from '../../booking/index.js';
import { Coalescer, PostgresPool, type RowOf, runIsolated } from '../../platform/database/index.js';
import type { CallSession } from './call-session.entity.js';
import { ATTRIBUTE_SESSIONS } from './attribute-sessions.sql.js';
import { type MissedCall, MissedCalls } from './missed-calls.js';
import { TAKE_MESSAGES } from './take-messages.sql.js';
import { TAKE_RECORDING } from './take-recording.sql.js';

export interface LegChange {
  callId: string;
  leg: 'A' | 'B';
  state: string;
  stateRank: number;
  partyIndex: Buffer | null;
  partyCiphertext: Buffer | null;
  initiatedAt?: Date;
  connectedAt?: Date;
  disconnectedAt?: Date;
  durationSeconds?: number;
  mos?: number;
  packetLossRate?: number;
  jitter?: number;
}

/**
 * The change by a VCS or VSS. Its properties, and those of a leg, match the columns of
 * `TAKE_MESSAGES`.
 */
export interface SessionChange {
  messageKey: string;
  sessionId: string;
  subAccountId?: string;
  /** Numbers of its legs that may be virtual numbers. */
  numberA?: string;
  numberB?: string;
  /** The dialled number. */
  virtualNumber?: string;
  sessionStatus?: string;
  /** 0 if there is no status. */
  sessionStatusRank: number;
  lastAction?: string;
  errorCode?: number;
  startedAt?: Date;
  endedAt?: Date;
  isCalledOut: boolean;
  /** Rank of the callee's leg in a summary; 0 if unknown. */
  calleeRank: number;
  talkSeconds?: number;
  mos?: number;
  /** When an outbound leg connected, as reported by VCS. */
  calleeConnectedAt?: Date;
  calleeDisconnectedAt?: Date;
  calleeSeconds?: number;
  legs: LegChange[];
}

/** The change by a VRU. */
export interface RecordingChange {
  messageKey: string;
  sessionId: string;
  subAccountId?: string;
  recordingId: string;
  status: string;
  statusRank: number;
  durationSeconds?: number;
  filePath?: string;
}

/** A session that needs more than its record. */
type UnfinishedSession = RowOf<CallSession, 'poolId' | 'sessionId' | 'bookingId'> & {
  /** When its parties last talked; null unless the session has a call handle. */
  used_at: Date | null;
  /** Whether the callee is texted about it. */
  is_missed: boolean;
};

/**
 * Concurrent statements of this process, and messages per statement. Batching halves the database's
 * cost per message.
 */
const LIMITS = { inFlight: 2, batch: 64, gather: 32 };

/** Stores 8x8's reports. Messages that wait at the same time are written as a batch. */
@Injectable()
export class StatusRepository {
  private readonly messages = new Coalescer(
    (changes: SessionChange[]) => runIsolated(changes, (batch) => this.takeMany(batch)),
    LIMITS,
  );

  constructor(
    private readonly database: PostgresPool,
    private readonly idleEnds: IdleEndService,
    private readonly missedCalls: MissedCalls,
  ) {}

  /** Stores a message; it is committed when this returns. A repeated message changes nothing. */
  take(change: SessionChange): Promise<void> {
    return this.messages.add(change);
  }

  async takeRecording(change: RecordingChange): Promise<void> {
    await this.database.run(TAKE_RECORDING(change));
  }

  private async takeMany(changes: SessionChange[]): Promise<void[]> {
    // The position is added to the leg itself, because copying each leg would be slow here.
    const legs = changes.flatMap((change, messagePosition) =>
      change.legs.map((leg) => Object.assign(leg, { messagePosition })),
    );
    const query = TAKE_MESSAGES({ messages: changes, legs });
    const unattributed: { poolId: string; sessionId: string }[] = [];
    const uses: BookingUse[] = [];
    const missed: MissedCall[] = [];
    for (const row of await this.database.run<UnfinishedSession>(query)) {
      const { pool_id: poolId, session_id: sessionId, booking_id: bookingId } = row;
      if (row.is_missed) missed.push({ poolId, sessionId });
      else if (bookingId === null || row.used_at === null) unattributed.push({ poolId, sessionId });
      else uses.push({ poolId, bookingId, usedAt: row.used_at });
    }
    if (unattributed.length > 0) {
      await this.database.run(ATTRIBUTE_SESSIONS({ sessions: unattributed }));
    }
    if (uses.length > 0) await this.idleEnds.moveEnds(uses);
    if (missed.length > 0) await this.missedCalls.handle(missed);
    return changes.map(() => undefined);
  }
}
