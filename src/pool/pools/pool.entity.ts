import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { NumberKind } from '../../platform/values/index.js';
import type {
  CountryMatch,
  NewNumbers,
  PoolMessages,
  Rebalance,
  Selection,
} from './pool-policy.js';

/** Virtual numbers of one 8x8 sub-account used for one purpose, and the policy for them. */
@Entity('pool')
@Unique('pool_name_unique', ['name'])
@Check(
  'pool_times_check',
  'booking_ttl_seconds > 0 and grace_seconds >= 0 and cooldown_seconds >= 0',
)
@Check('pool_capacity_check', 'max_active_bookings > 0')
@Check('pool_call_rate_check', 'max_calls_per_minute > 0')
@Check('pool_selection_check', `selection in ('balanced', 'packed')`)
@Check('pool_rebalance_check', `rebalance in ('off', 'drain-only', 'full')`)
@Check('pool_rebalance_bounds_check', 'rebalance_tolerance > 0 and max_moves_per_run > 0')
@Check('pool_new_numbers_check', `new_numbers in ('enable', 'approve')`)
@Check('pool_country_match_check', `country_match in ('require', 'prefer', 'off')`)
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

  @Column('text')
  selection!: Selection;

  @Column('text', { name: 'country_match' })
  countryMatch!: CountryMatch;

  /** ISO 3166; null: any. */
  @Column('text', { name: 'allowed_countries', array: true, nullable: true })
  allowedCountries!: string[] | null;

  @Column('text', { name: 'allowed_number_kinds', array: true, default: () => `'{}'` })
  allowedNumberKinds!: NumberKind[];

  /** Calls that one caller can make to one number in a minute; null: any. */
  @Column('integer', { name: 'max_calls_per_minute', nullable: true })
  maxCallsPerMinute!: number | null;

  /** Whether unknown phones are asked for a party's PIN. */
  @Column('boolean', { name: 'party_pin', default: false })
  partyPin!: boolean;

  /** What becomes of numbers that 8x8 says are the sub-account's, and no pool has yet. */
  @Column('text', { name: 'new_numbers', default: 'approve' })
  newNumbers!: NewNumbers;

  /** Whether bookings are moved off numbers that take no more, and off crowded ones. */
  @Column('text', { default: 'drain-only' })
  rebalance!: Rebalance;

  /** How far above the mean a number may be, as a share of it. */
  @Column('double precision', { name: 'rebalance_tolerance', default: () => '0.1' })
  rebalanceTolerance!: number;

  /** Bookings that one run moves. */
  @Column('integer', { name: 'max_moves_per_run', default: 500 })
  maxMovesPerRun!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
