import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Pool } from '../pools/pool.entity.js';

/**
 * enabled: takes bookings; draining: takes none, its calls go on; disabled: neither; pending: new from
 * 8x8, takes none until an operator enables it.
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

  /** 0, 1, 2, … within the pool, without gaps, so that a random number is found by a random draw. */
  @Column('integer')
  ordinal!: number;

  @Column('text')
  msisdn!: string;

  /** Its blind index, by which a party or a caller is found to be a virtual number. */
  @Column('bytea', { name: 'msisdn_index' })
  msisdnIndex!: Buffer;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('text', { name: 'reference_id', nullable: true })
  referenceId!: string | null;

  @Column('text', { name: 'number_type', nullable: true })
  numberType!: string | null;

  /** 8x8's word on it: Active, Unhealthy, Expiring, Inactive. Only Active takes new bookings. */
  @Column('text', { name: 'operational_status', default: 'Active' })
  operationalStatus!: string;

  /** What 8x8's health checks say. */
  @Column('jsonb', { nullable: true })
  health!: NumberHealth | null;

  /** As of when 8x8's word is: older news does not change it. Null: we have only been told by hand. */
  @Column('timestamptz', { name: 'carrier_updated_at', nullable: true })
  carrierUpdatedAt!: Date | null;

  /** When 8x8 was last asked, or told us, about it. */
  @Column('timestamptz', { name: 'synced_at', nullable: true })
  syncedAt!: Date | null;

  /** Our operator's word on it. */
  @Column('text', { default: 'enabled' })
  state!: VirtualNumberState;

  @Column('integer', { default: 1 })
  weight!: number;

  /** Overrides the pool's; null: the pool's. */
  @Column('integer', { name: 'max_active_bookings', nullable: true })
  maxActiveBookings!: number | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
