import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { type CallerMessage, Pool, VirtualNumber } from '../../pool/index.js';
import type { BookingStatus } from './booking-status.js';

/** A booking: two parties who reach each other through one virtual number for a limited time. */
@Entity('booking')
@Index('booking_active_by_expiry', { synchronize: false })
@Index('booking_ended_by_time', { synchronize: false })
@Unique('booking_reference_unique', ['reference', 'poolId'])
@Index('booking_active_by_number', ['virtualNumberId', 'expiresAt'], {
  where: `status = 'active'`,
})
@Check('booking_status_check', `status in ('active', 'completed', 'cancelled', 'expired')`)
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

  @Column('integer', { name: 'virtual_number_id' })
  @ForeignKey(() => VirtualNumber, { name: 'booking_virtual_number_fk' })
  virtualNumberId!: number;

  @Column('text', { default: 'active' })
  status!: BookingStatus;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** null: the pool's setting. */
  @Column('boolean', { name: 'call_recording', nullable: true })
  callRecording!: boolean | null;

  /** Roles whose calls connect; null: both. */
  @Column('text', { name: 'callers_allowed', array: true, nullable: true })
  callersAllowed!: string[] | null;

  /** Message that the caller hears before being connected; null: the pool's announcement. */
  @Column('jsonb', { nullable: true })
  announcement!: CallerMessage | null;

  @Column('jsonb')
  metadata!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
