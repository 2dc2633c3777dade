import { Injectable } from '@nestjs/common';
import type { Integer, Uuid } from '../../platform/values/index.js';
import { SESSION_ERRORS } from '../../eightxeight/index.js';
import { NumberVault } from '../../platform/security/index.js';
import { phoneColumn } from '../../booking/index.js';
import { LEG_PARTY } from '../ingest/encrypted-columns.js';
import type { LegRow, RecordingRow, SessionRow } from './call-record.repository.js';
import type { CallOutcome } from './call-outcome.js';

export interface LegResponse {
  leg: 'A' | 'B';
  callId: string;
  /** 8x8's state of the leg. */
  status: string;
  /** The phone at the far end of the leg, masked unless `reveal` was requested. */
  phoneNumber: string | null;
  initiatedAt: string | null;
  connectedAt: string | null;
  disconnectedAt: string | null;
  durationSeconds: Integer | null;
  /** From the first ring to the answer, or to the end of an unanswered leg. */
  ringSeconds: Integer | null;
  quality: { mos: number | null; packetLossRate: number | null; jitterMs: number | null } | null;
}

export interface CallResponse {
  sessionId: string;
  /** The pool's name; null if the dialled number is in no pool. */
  pool: string | null;
  bookingId: Uuid | null;
  virtualNumber: string | null;
  caller: { role: string | null; phoneNumber: string | null };
  callee: { role: string | null };
  /** Maskline's decision on the call handle; null if no call handle has arrived. */
  decision: 'connect' | 'refuse' | 'ask' | null;
  reason: string | null;
  decidedAt: Date | null;
  outcome: CallOutcome;
  /** 8x8's status of the session; null while the call is in progress. */
  sessionStatus: string | null;
  error: { code: number; message: string } | null;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Talk time of the two parties. */
  talkSeconds: Integer | null;
  legs: LegResponse[];
  recordings: RecordingRow[];
  createdAt: Date;
}

@Injectable()
export class CallRecordMapper {
  constructor(private readonly vault: NumberVault) {}

  toResponse(row: SessionRow, isRevealed = false): CallResponse {
    const legs = row.legs.map((leg) => this.legResponse(row.session_id, leg, isRevealed));
    const ofLeg = legs.find(({ leg }) => leg === 'A')?.phoneNumber;
    return {
      sessionId: row.session_id,
      pool: row.pool_name,
      bookingId: row.booking_id,
      virtualNumber: row.virtual_number,
      caller: { role: row.caller_role, phoneNumber: ofLeg ?? this.callerOf(row, isRevealed) },
      callee: { role: row.callee_role },
      decision: row.decision,
      reason: row.reason,
      decidedAt: row.decided_at,
      outcome: row.outcome,
      sessionStatus: row.session_status,
      error:
        row.error_code === null
          ? null
          : {
              code: row.error_code,
              message:
                SESSION_ERRORS[row.error_code] ?? "unknown error, not in 8x8's published list",
            },
      startedAt: row.started_at,
      endedAt: row.ended_at,
      talkSeconds: row.talked_seconds,
      legs,
      recordings: row.recordings,
      createdAt: row.created_at,
    };
  }

  /** Returns the number of a caller whose leg has not been reported yet. */
  private callerOf(row: SessionRow, isRevealed: boolean): string | null {
    const { caller_ciphertext: encrypted, pool_id, booking_id, caller_role, caller_position } = row;
    if (!encrypted || !booking_id || !caller_role || caller_position === null) return null;
    const key = {
      poolId: pool_id,
      bookingId: booking_id,
      role: caller_role,
      position: caller_position,
    };
    return phoneColumn(caller_position).shown(this.vault, encrypted, key, isRevealed);
  }

  private legResponse(sessionId: string, row: LegRow, isRevealed: boolean): LegResponse {
    const encrypted = row.partyCiphertext;
    const hasQuality = row.mos !== null || row.packetLossRate !== null || row.jitter !== null;
    return {
      leg: row.leg,
      callId: row.callId,
      status: row.state,
      phoneNumber:
        encrypted === null
          ? null
          : LEG_PARTY.shown(
              this.vault,
              Buffer.from(encrypted, 'base64'),
              { sessionId, callId: row.callId },
              isRevealed,
            ),
      initiatedAt: isoTime(row.initiatedAt),
      connectedAt: isoTime(row.connectedAt),
      disconnectedAt: isoTime(row.disconnectedAt),
      durationSeconds: row.durationSeconds,
      ringSeconds: ringSeconds(row),
      quality: hasQuality
        ? { mos: row.mos, packetLossRate: row.packetLossRate, jitterMs: row.jitter }
        : null,
    };
  }
}

/** Converts a time from PostgreSQL's JSON, which has the database session's offset, to UTC. */
const isoTime = (time: string | null): string | null => time && new Date(time).toISOString();

function ringSeconds({ initiatedAt, connectedAt, disconnectedAt }: LegRow): number | null {
  const end = connectedAt ?? disconnectedAt;
  if (initiatedAt === null || end === null) return null;
  return Math.max(0, Math.round((Date.parse(end) - Date.parse(initiatedAt)) / 1000));
}
