import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import {
  type CallerMessage,
  type Channel,
  type NumberMode,
  Pool,
  type QuietHours,
  VirtualNumber,
} from '../../pool/index.js';
import type { BookingStatus } from './booking-status.js';

/** The quiet hours of one party of a booking, which replace those of the pool. */
export interface PartyQuietHours extends QuietHours {
  role: string;
}

/** A booking: two parties who reach each other through virtual numbers for a limited time. */
@Entity('booking')
@Index('booking_active_by_expiry', { synchronize: false })
@Index('booking_ended_by_time', { synchronize: false })
@Index('booking_by_time', { synchronize: false })
@Unique('booking_reference_unique', ['reference', 'poolId'])
@Index('booking_active_by_number', ['virtualNumberId', 'expiresAt'], {
  where: `status = 'active'`,
})
@Index('booking_active_by_second_number', ['secondNumberId', 'expiresAt'], {
  where: `status = 'active' and second_number_id is not null`,
})
@Check('booking_number_mode_check', `number_mode in ('shared', 'per-party')`)
@Check('booking_second_number_check', `second_number_id is null or number_mode = 'per-party'`)
@Check('booking_status_check', `status in ('active', 'completed', 'cancelled', 'expired')`)
@Check(
  'booking_idle_ttl_check',
  'idle_ttl_seconds is null or (idle_ttl_seconds > 0 and max_expires_at is not null)',
)
@Check('booking_max_expiry_check', 'expires_at <= max_expires_at')
export class Booking {
  /** UUID version 7, so that ids sort by creation time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'booking_pk' })
  id!: string;

  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'booking_pk' })
  @ForeignKey(() => Pool, { name: 'booking_pool_fk' })
  poolId!: string;

  /** The client's own id of the booking. */
  @Column('text')
  reference!: string;

  /**
   * Keyed digest of the create request, to distinguish a repeated request from a different one.
   * Null once a party has been replaced or a phone number erased.
   */
  @Column('bytea', { name: 'content_digest', nullable: true })
  contentDigest!: Buffer | null;

  /** Whether the parties share a virtual number; decided when the booking is created. */
  @Column('text', { name: 'number_mode', default: 'shared' })
  numberMode!: NumberMode;

  /** The number of both parties; in mode `per-party`, of the first one. */
  @Column('integer', { name: 'virtual_number_id' })
  @ForeignKey(() => VirtualNumber, { name: 'booking_virtual_number_fk' })
  virtualNumberId!: number;

  /** The number of the second party in mode `per-party`, which may equal that of the first. */
  @Column('integer', { name: 'second_number_id', nullable: true })
  @ForeignKey(() => VirtualNumber, { name: 'booking_second_number_fk' })
  secondNumberId!: number | null;

  @Column('text', { default: 'active' })
  status!: Exclude<BookingStatus, 'open'>;

  /** Whether a party has yet to join; only of interest while the status is `active`. */
  @Column('boolean', { name: 'is_open', default: false })
  isOpen!: boolean;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** Calls connect from this time on; null: from the creation. */
  @Column('timestamptz', { name: 'starts_at', nullable: true })
  startsAt!: Date | null;

  /** Each connected call moves the end to this many seconds later; null: the end stays. */
  @Column('integer', { name: 'idle_ttl_seconds', nullable: true })
  idleTtlSeconds!: number | null;

  /** The end never moves beyond this time; null: no limit. */
  @Column('timestamptz', { name: 'max_expires_at', nullable: true })
  maxExpiresAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** The virtual number before the last reopening; null: never reopened. */
  @Column('integer', { name: 'reopened_from_id', nullable: true })
  reopenedFromId!: number | null;

  /** The same for the second party, in mode `per-party`. */
  @Column('integer', { name: 'reopened_from_second_id', nullable: true })
  reopenedFromSecondId!: number | null;

  /** null: the pool's setting. */
  @Column('boolean', { name: 'call_recording', nullable: true })
  callRecording!: boolean | null;

  /** Roles whose calls connect; null: both. */
  @Column('text', { name: 'callers_allowed', array: true, nullable: true })
  callersAllowed!: string[] | null;

  /** How its parties can reach each other; null: the pool's channels. */
  @Column('text', { array: true, nullable: true })
  channels!: Channel[] | null;

  /** Message that the caller hears before being connected; null: the pool's announcement. */
  @Column('jsonb', { nullable: true })
  announcement!: CallerMessage | null;

  /** Quiet hours of its parties, which replace those of the pool; null: the pool's. */
  @Column('jsonb', { name: 'quiet_hours', nullable: true })
  quietHours!: PartyQuietHours[] | null;

  @Column('jsonb')
  metadata!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
