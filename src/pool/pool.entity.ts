import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { PoolMessages } from './pool-policy.js';

/** Virtual numbers of one 8x8 sub-account used for one purpose, and the policy for them. */
@Entity('pool')
@Unique('pool_name_unique', ['name'])
@Check(
  'pool_times_check',
  'booking_ttl_seconds > 0 and grace_seconds >= 0 and cooldown_seconds >= 0',
)
@Check('pool_capacity_check', 'max_active_bookings > 0')
export class Pool {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pool_pk' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'sub_account_id' })
  subAccountId!: string;

  @Column('integer', { name: 'booking_ttl_seconds' })
  bookingTtlSeconds!: number;

  @Column('integer', { name: 'grace_seconds' })
  graceSeconds!: number;

  @Column('integer', { name: 'cooldown_seconds' })
  cooldownSeconds!: number;

  @Column('boolean')
  sticky!: boolean;

  /** Active bookings that one virtual number takes; null: any. */
  @Column('integer', { name: 'max_active_bookings', nullable: true })
  maxActiveBookings!: number | null;

  @Column('boolean', { name: 'call_recording' })
  callRecording!: boolean;

  @Column('jsonb')
  messages!: PoolMessages;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
