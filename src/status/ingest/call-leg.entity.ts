import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The A (inbound) or B (outbound) half of a session. */
@Entity('call_leg')
@Check('call_leg_leg_check', `leg in ('A', 'B')`)
export class CallLeg {
  @PrimaryColumn('text', { name: 'session_id', primaryKeyConstraintName: 'call_leg_pk' })
  sessionId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'call_leg_pk' })
  leg!: 'A' | 'B';

  @PrimaryColumn('text', { name: 'call_id', primaryKeyConstraintName: 'call_leg_pk' })
  callId!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'call_leg_pk' })
  poolId!: string;

  /**
   * 8x8's state of the leg. Of two states the one with the higher rank is kept, whichever came
   * last.
   */
  @Column('text')
  state!: string;

  @Column('integer', { name: 'state_rank' })
  stateRank!: number;

  /** The phone at the far end of the leg: the caller's of A, the callee's of B. */
  @Column('bytea', { name: 'party_index', nullable: true })
  partyIndex!: Buffer | null;

  @Column('bytea', { name: 'party_ciphertext', nullable: true })
  partyCiphertext!: Buffer | null;

  @Column('timestamptz', { name: 'initiated_at', nullable: true })
  initiatedAt!: Date | null;

  @Column('timestamptz', { name: 'connected_at', nullable: true })
  connectedAt!: Date | null;

  @Column('timestamptz', { name: 'disconnected_at', nullable: true })
  disconnectedAt!: Date | null;

  @Column('integer', { name: 'duration_seconds', nullable: true })
  durationSeconds!: number | null;

  @Column('double precision', { nullable: true })
  mos!: number | null;

  @Column('double precision', { name: 'packet_loss_rate', nullable: true })
  packetLossRate!: number | null;

  /** Milliseconds. */
  @Column('double precision', { nullable: true })
  jitter!: number | null;
}
