import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Pool } from '../pools/pool.entity.js';

/**
 * `enabled`: takes bookings. `draining`: takes no new bookings, but calls still connect.
 * `disabled`: neither. `pending`: new from 8x8, takes no bookings until an operator enables it.
 */
export const VIRTUAL_NUMBER_STATES = ['enabled', 'draining', 'disabled', 'pending'] as const;
export type VirtualNumberState = (typeof VIRTUAL_NUMBER_STATES)[number];

export interface NumberHealth {
  isHealthy: boolean | null;
  status: string | null;
  lastCheckedAt: string | null;
}

/** A number rented from 8x8. It belongs to one pool. */
@Entity('virtual_number')
@Unique('virtual_number_msisdn_unique', ['msisdn'])
@Unique('virtual_number_ordinal_unique', ['poolId', 'ordinal'])
@Index('virtual_number_by_index', ['msisdnIndex'])
@Check('virtual_number_msisdn_check', `msisdn ~ '^\\+[1-9][0-9]{6,14}$'`)
@Check('virtual_number_state_check', `state in ('enabled', 'draining', 'disabled', 'pending')`)
@Check('virtual_number_weight_check', 'weight > 0')
@Check('virtual_number_capacity_check', 'max_active_bookings > 0')
export class VirtualNumber {
  @PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'virtual_number_pk',
  })
  id!: number;

  @Column('uuid', { name: 'pool_id' })
  @ForeignKey(() => Pool, { name: 'virtual_number_pool_fk' })
  poolId!: string;

  /** 0, 1, 2, … within the pool, without gaps, so that a random draw finds a random number. */
  @Column('integer')
  ordinal!: number;

  @Column('text')
  msisdn!: string;

  /** The blind index of `msisdn`, which shows that a party or caller is a virtual number. */
  @Column('bytea', { name: 'msisdn_index' })
  msisdnIndex!: Buffer;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('text', { name: 'reference_id', nullable: true })
  referenceId!: string | null;

  @Column('text', { name: 'number_type', nullable: true })
  numberType!: string | null;

  /**
   * 8x8's status: Active, Unhealthy, Expiring or Inactive. Only an Active number takes new
   * bookings.
   */
  @Column('text', { name: 'operational_status', default: 'Active' })
  operationalStatus!: string;

  /** Result of 8x8's health checks. */
  @Column('jsonb', { nullable: true })
  health!: NumberHealth | null;

  /**
   * Time of the carrier state; an older report does not change it. Null if 8x8 has never reported
   * the number.
   */
  @Column('timestamptz', { name: 'carrier_updated_at', nullable: true })
  carrierUpdatedAt!: Date | null;

  /** When 8x8 last listed or reported the number. */
  @Column('timestamptz', { name: 'synced_at', nullable: true })
  syncedAt!: Date | null;

  /** The state that the operator has set. */
  @Column('text', { default: 'enabled' })
  state!: VirtualNumberState;

  @Column('integer', { default: 1 })
  weight!: number;

  /** Whether only bookings that name the number get it. */
  @Column('boolean', { default: false })
  reserved!: boolean;

  /** Overrides the pool's limit; null for the pool's. */
  @Column('integer', { name: 'max_active_bookings', nullable: true })
  maxActiveBookings!: number | null;

  /** Whether it can carry calls, as the operator says. */
  @Column('boolean', { name: 'can_voice', default: true })
  canVoice!: boolean;

  /** Whether it can send and receive texts, as the operator says. */
  @Column('boolean', { name: 'can_sms', default: false })
  canSms!: boolean;

  /** When a receipt last showed that a text did not arrive from this number; null: never. */
  @Column('timestamptz', { name: 'source_overwritten_at', nullable: true })
  sourceOverwrittenAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
