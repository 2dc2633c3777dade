import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One masked call: the decision and the outcome. */
@Entity('call_session')
@Index('call_session_by_caller', ['callerIndex', 'createdAt'], {
  where: 'caller_index is not null',
})
@Index('call_session_by_number', { synchronize: false })
@Index('call_session_by_time', { synchronize: false })
@Index('call_session_by_booking', ['bookingId'], { where: 'booking_id is not null' })
export class CallSession {
  /** 8x8's id, opaque. */
  @PrimaryColumn('text', { name: 'session_id', primaryKeyConstraintName: 'call_session_pk' })
  sessionId!: string;

  /** The nil UUID for calls to numbers that are in no pool. */
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'call_session_pk' })
  poolId!: string;

  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  /** The dialled number. */
  @Column('text', { name: 'virtual_number', nullable: true })
  virtualNumber!: string | null;

  /** `ask` while the caller is asked for a PIN; null until the call handle arrives. */
  @Column('text', { nullable: true })
  decision!: 'connect' | 'refuse' | 'ask' | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** The attempt that made the decision and may still revoke its connection; null if none may. */
  @Column('uuid', { name: 'attempt_id', nullable: true })
  attemptId!: string | null;

  @Column('text', { name: 'caller_role', nullable: true })
  callerRole!: string | null;

  @Column('text', { name: 'callee_role', nullable: true })
  calleeRole!: string | null;

  @Column('bytea', { name: 'caller_index', nullable: true })
  callerIndex!: Buffer | null;

  /** 8x8's status of the session: COMPLETED, NO_ANSWER, … */
  @Column('text', { name: 'session_status', nullable: true })
  sessionStatus!: string | null;

  /**
   * Of two statuses the one with the higher rank is kept, whichever came last; 0 without a summary.
   */
  @Column('integer', { name: 'session_status_rank', default: 0 })
  sessionStatusRank!: number;

  @Column('text', { name: 'last_action', nullable: true })
  lastAction!: string | null;

  @Column('integer', { name: 'error_code', nullable: true })
  errorCode!: number | null;

  /** Whether there was a leg to the callee. */
  @Column('boolean', { name: 'is_called_out', nullable: true })
  isCalledOut!: boolean | null;

  /** Rank of the callee's leg in the summaries; 0 if unknown. */
  @Column('integer', { name: 'callee_rank', default: 0 })
  calleeRank!: number;

  /** When the first outbound leg connected, as reported during the call. */
  @Column('timestamptz', { name: 'callee_connected_at', nullable: true })
  calleeConnectedAt!: Date | null;

  /**
   * When the last outbound leg connected; later than the first if both legs are outbound and
   * connected.
   */
  @Column('timestamptz', { name: 'callee_last_connected_at', nullable: true })
  calleeLastConnectedAt!: Date | null;

  @Column('timestamptz', { name: 'callee_disconnected_at', nullable: true })
  calleeDisconnectedAt!: Date | null;

  /** Duration of the outbound leg, as reported when it ended. */
  @Column('integer', { name: 'callee_seconds', nullable: true })
  calleeSeconds!: number | null;

  /**
   * Outcome in the events of the call's end, as of the last update; null if it had none. A change
   * emits a correction.
   */
  @Column('text', { name: 'previous_outcome', nullable: true })
  previousOutcome!: string | null;

  @Column('integer', { name: 'previous_talk_seconds', nullable: true })
  previousTalkSeconds!: number | null;

  /** Talk time in the summaries. */
  @Column('integer', { name: 'talk_seconds', nullable: true })
  talkSeconds!: number | null;

  /** Mean opinion score, 1 to 5, of the worse leg. */
  @Column('double precision', { nullable: true })
  mos!: number | null;

  /** Number of PINs entered; null if none was asked for. */
  @Column('smallint', { name: 'pin_tries', nullable: true })
  pinTries!: number | null;

  /** Keyed digest of the last entry, which identifies a repeated message. */
  @Column('bytea', { name: 'pin_digest', nullable: true })
  pinDigest!: Buffer | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
