import { Injectable } from '@nestjs/common';
import { Coalescer, PostgresPool, runIsolated } from '../../database/index.js';
import { ATTRIBUTE_SESSIONS, TAKE_MESSAGES, TAKE_RECORDING } from './status.sql.js';

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
  messageKey: string;
  sessionId: string;
  subAccountId?: string;
  /** Those of its legs that may be ours. */
  virtualNumbers: (string | undefined)[];
  /** What was dialled. */
  virtualNumber?: string;
  sessionStatus?: string;
  /** 0 without a status. */
  statusRank: number;
  lastAction?: string;
  errorCode?: number;
  startedAt?: Date;
  endedAt?: Date;
  isCalledOut: boolean;
  /** How the callee's leg ended, by a summary; 0: it says nothing of it. */
  calleeRank: number;
  talkSeconds?: number;
  mos?: number;
  /** What a VCS says of an outbound leg. */
  connectedAt?: Date;
  disconnectedAt?: Date;
  calleeSeconds?: number;
  legs: LegChange[];
}

/** What a VRU changes. */
export interface RecordingChange {
  messageKey: string;
  sessionId: string;
  subAccountId?: string;
  recordingId: string;
  status: string;
  rank: number;
  duration?: number;
  filePath?: string;
}

interface SessionKey {
  pool_id: string;
  session_id: string;
}

/**
 * Statements under way in this process, and messages in one of them. Half of what a message costs the
 * database is shared by those of its statement.
 */
const LIMITS = { inFlight: 2, batch: 64, gather: 32 };

/** Writes what 8x8 reports. Messages that wait at the same time go to the database together. */
@Injectable()
export class StatusRepository {
  private readonly messages = new Coalescer(
    (changes: SessionChange[]) => runIsolated(changes, (batch) => this.takeMany(batch)),
    LIMITS,
  );

  constructor(private readonly database: PostgresPool) {}

  /** When it returns, the message is stored; one that was taken before changes nothing. */
  take(change: SessionChange): Promise<void> {
    return this.messages.add(change);
  }

  async takeRecording(change: RecordingChange): Promise<void> {
    await this.database.run(TAKE_RECORDING, [
      change.messageKey,
      change.sessionId,
      change.subAccountId,
      change.recordingId,
      change.status,
      change.rank,
      change.duration,
      change.filePath,
    ]);
  }

  private async takeMany(changes: SessionChange[]): Promise<void[]> {
    const legs = changes.flatMap((change, place) => change.legs.map((leg) => ({ ...leg, place })));
    const of = <Key extends keyof SessionChange>(key: Key) => changes.map((change) => change[key]);
    const ofLeg = <Key extends keyof (typeof legs)[0]>(key: Key) => legs.map((leg) => leg[key]);
    const unattributed = await this.database.run<SessionKey>(TAKE_MESSAGES, [
      changes.map((_, place) => place),
      of('messageKey'),
      of('sessionId'),
      of('subAccountId'),
      changes.map(({ virtualNumbers }) => virtualNumbers[0]),
      changes.map(({ virtualNumbers }) => virtualNumbers[1]),
      of('virtualNumber'),
      of('sessionStatus'),
      of('statusRank'),
      of('lastAction'),
      of('errorCode'),
      of('startedAt'),
      of('endedAt'),
      of('isCalledOut'),
      of('calleeRank'),
      of('talkSeconds'),
      of('mos'),
      of('connectedAt'),
      of('disconnectedAt'),
      of('calleeSeconds'),
      ofLeg('place'),
      ofLeg('callId'),
      ofLeg('leg'),
      ofLeg('state'),
      ofLeg('rank'),
      ofLeg('partyIndex'),
      ofLeg('partyCiphertext'),
      ofLeg('initiatedAt'),
      ofLeg('connectedAt'),
      ofLeg('disconnectedAt'),
      ofLeg('duration'),
      ofLeg('mos'),
      ofLeg('packetLossRate'),
      ofLeg('jitter'),
    ]);
    if (unattributed.length > 0) {
      await this.database.run(ATTRIBUTE_SESSIONS, [
        unattributed.map(({ pool_id: poolId }) => poolId),
        unattributed.map(({ session_id: sessionId }) => sessionId),
      ]);
    }
    return changes.map(() => undefined);
  }
}
