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

  /** The nil UUID for calls to numbers that no pool of ours has. */
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'call_session_pk' })
  poolId!: string;

  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  /** The number that was dialled. */
  @Column('text', { name: 'virtual_number', nullable: true })
  virtualNumber!: string | null;

  /** ask: for a PIN; null until the call handle arrives. */
  @Column('text', { nullable: true })
  decision!: 'connect' | 'refuse' | 'ask' | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** The attempt to answer that decided it, and may take its connection back; null: none. */
  @Column('uuid', { name: 'attempt_id', nullable: true })
  attemptId!: string | null;

  @Column('text', { name: 'caller_role', nullable: true })
  callerRole!: string | null;

  @Column('text', { name: 'callee_role', nullable: true })
  calleeRole!: string | null;

  @Column('bytea', { name: 'caller_index', nullable: true })
  callerIndex!: Buffer | null;

  /** 8x8's word on the whole session: COMPLETED, NO_ANSWER, … */
  @Column('text', { name: 'session_status', nullable: true })
  sessionStatus!: string | null;

  /** Of two words the one with the higher rank stays, whichever came last; 0: no summary has come. */
  @Column('integer', { name: 'session_status_rank', default: 0 })
  sessionStatusRank!: number;

  @Column('text', { name: 'last_action', nullable: true })
  lastAction!: string | null;

  @Column('integer', { name: 'error_code', nullable: true })
  errorCode!: number | null;

  /** Whether there was a leg to the callee. */
  @Column('boolean', { name: 'is_called_out', nullable: true })
  isCalledOut!: boolean | null;

  /** How the callee's leg ended, by summaries; 0: none says anything of it. */
  @Column('integer', { name: 'callee_rank', default: 0 })
  calleeRank!: number;

  /** When an outbound leg connected first, as reported while the call went on. */
  @Column('timestamptz', { name: 'callee_connected_at', nullable: true })
  calleeConnectedAt!: Date | null;

  /** Later than the first if both legs are outbound and connected. */
  @Column('timestamptz', { name: 'callee_last_connected_at', nullable: true })
  calleeLastConnectedAt!: Date | null;

  @Column('timestamptz', { name: 'callee_disconnected_at', nullable: true })
  calleeDisconnectedAt!: Date | null;

  /** Of the outbound leg, as reported when it ended. */
  @Column('integer', { name: 'callee_seconds', nullable: true })
  calleeSeconds!: number | null;

  /** In the record before the last report, if the call had ended: a change emits an event. */
  @Column('text', { name: 'previous_outcome', nullable: true })
  previousOutcome!: string | null;

  @Column('integer', { name: 'previous_talk_seconds', nullable: true })
  previousTalkSeconds!: number | null;

  /** How long the two talked, by summaries. */
  @Column('integer', { name: 'talk_seconds', nullable: true })
  talkSeconds!: number | null;

  /** Mean opinion score, 1 to 5, of the worse leg. */
  @Column('double precision', { nullable: true })
  mos!: number | null;

  /** PINs that were entered; null: none was asked for. */
  @Column('smallint', { name: 'pin_tries', nullable: true })
  pinTries!: number | null;

  /** What was entered last, so that a message that comes twice is known again. */
  @Column('bytea', { name: 'pin_digest', nullable: true })
  pinDigest!: Buffer | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
