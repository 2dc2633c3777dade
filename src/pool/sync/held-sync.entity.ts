import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Pool } from '../pools/pool.entity.js';

/** Source of a list of numbers: 8x8's API, or a VNU with all numbers. */
export type SyncSource = 'list' | 'snapshot';

/**
 * A list that would retire most numbers of a pool and is held until an operator confirms it. The
 * numbers themselves are not stored: they are those that 8x8 has not mentioned since `seenSince`.
 * Their set can only shrink, so confirming retires only numbers that were counted.
 */
@Entity('held_sync')
@Check('held_sync_source_check', `source in ('list', 'snapshot')`)
export class HeldSync {
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'held_sync_pk' })
  @ForeignKey(() => Pool, { name: 'held_sync_pool_fk', onDelete: 'CASCADE' })
  poolId!: string;

  /** Changes whenever the list would retire other numbers. */
  @Column('uuid')
  id!: string;

  @Column('timestamptz', { name: 'held_at', default: () => 'now()' })
  heldAt!: Date;

  @Column('text')
  source!: SyncSource;

  /** The time of the list. Later reports on a number take precedence. */
  @Column('timestamptz', { name: 'as_of' })
  asOf!: Date;

  /** Numbers that 8x8 has mentioned since then are not missing. */
  @Column('timestamptz', { name: 'seen_since' })
  seenSince!: Date;

  @Column('integer', { name: 'would_retire' })
  wouldRetire!: number;

  /** Numbers of the pool that were not Inactive. */
  @Column('integer', { name: 'numbers' })
  numbers!: number;
}
